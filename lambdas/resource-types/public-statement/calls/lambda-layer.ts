import {
  AddLayerVersionPermissionCommand,
  GetLayerVersionCommand,
  GetLayerVersionPolicyCommand,
  LambdaClient,
  ListLayersCommand,
  ListLayerVersionsCommand,
  RemoveLayerVersionPermissionCommand,
} from '@aws-sdk/client-lambda';
import { ifSet } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls, Kept, Target } from '../../../core/statements/door.ts';
import { asked, changes, principalOf } from './changes.ts';
import { everyPage } from './every-page.ts';

const subject = ({ name }: Pick<Target, 'name'>) => {
  const [LayerName = '', version] = name.split(':');
  return { LayerName, VersionNumber: Number(version) };
};

export const lambdaLayer = (connection: Connection): DoorCalls => {
  const lambda = new LambdaClient(awsHttp(connection));
  const change = async (target: Target, before: Kept, after: string | undefined) => {
    const { gone, added } = changes(target, before, after);
    for (const [i, StatementId] of gone.entries())
      await lambda.send(
        new RemoveLayerVersionPermissionCommand({
          ...subject(target),
          StatementId,
          ...(i === 0 && { RevisionId: before.revision }),
        }),
      );
    for (const statement of added)
      await lambda.send(
        new AddLayerVersionPermissionCommand({
          ...subject(target),
          StatementId: String(statement['Sid']),
          Action: String(statement['Action']),
          Principal: principalOf(statement),
          OrganizationId: asked(statement, 'aws:principalorgid'),
        }),
      );
  };
  const versionsOf = async (LayerName: string): Promise<readonly string[]> => {
    const pages = await everyPage((Marker) =>
      lambda.send(new ListLayerVersionsCommand({ LayerName, Marker })),
    );
    return pages.flatMap(({ LayerVersions = [] }) =>
      LayerVersions.map(({ Version }) => `${LayerName}:${Version}`),
    );
  };
  return {
    read: async (target) => {
      const answer = lambda.send(new GetLayerVersionPolicyCommand(subject(target)));
      const found = await ifSet(answer, 'ResourceNotFoundException');
      return { text: found?.Policy, revision: found?.RevisionId };
    },
    write: (target, wanted, before) => change(target, before, wanted),
    remove: (target, before) => change(target, before, undefined),
    exists: async (target) => {
      const answer = lambda.send(new GetLayerVersionCommand(subject(target)));
      return (await ifSet(answer, 'ResourceNotFoundException')) !== undefined;
    },
    list: async (Marker) => {
      const page = await lambda.send(new ListLayersCommand({ Marker, MaxItems: 50 }));
      const layers = (page.Layers ?? []).flatMap(({ LayerName }) => LayerName ?? []);
      const names = (await Promise.all(layers.map(versionsOf))).flat();
      return { names, next: page.NextMarker };
    },
    // Layers have no tags.
    tags: async () => ({}),
  };
};
