import {
  AddPermissionCommand,
  type FunctionUrlAuthType,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { ifSet } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls, Kept, Target } from '../../../core/statements/door.ts';
import { asked, changes, principalOf } from './changes.ts';
import { everyPage } from './every-page.ts';

const subject = ({ name }: Pick<Target, 'name'>) => {
  const [FunctionName = '', Qualifier] = name.split(':');
  return { FunctionName, Qualifier };
};

/** A statement in the words of the call that adds it. */
const permission = (statement: Readonly<Record<string, unknown>>) => ({
  StatementId: String(statement['Sid']),
  Action: String(statement['Action']),
  Principal: principalOf(statement),
  SourceArn: asked(statement, 'aws:sourcearn'),
  SourceAccount: asked(statement, 'aws:sourceaccount'),
  PrincipalOrgID: asked(statement, 'aws:principalorgid'),
  FunctionUrlAuthType: asked(statement, 'lambda:functionurlauthtype') as FunctionUrlAuthType | undefined,
  ...(asked(statement, 'lambda:invokedviafunctionurl') === 'true' && { InvokedViaFunctionUrl: true }),
});

/** Functions, versions and aliases have a policy each, which is changed statement by statement. */
export const lambdaFunction = (connection: Connection): DoorCalls => {
  const lambda = new LambdaClient(awsHttp(connection));
  /** The function, its aliases and its versions, each of which has a policy of its own. */
  const all = async (FunctionName: string): Promise<readonly string[]> => {
    const [aliases, versions] = await Promise.all([
      everyPage((Marker) => lambda.send(new ListAliasesCommand({ FunctionName, Marker }))),
      everyPage((Marker) => lambda.send(new ListVersionsByFunctionCommand({ FunctionName, Marker }))),
    ]);
    const qualifiers = [
      ...aliases.flatMap(({ Aliases = [] }) => Aliases.map(({ Name }) => Name)),
      ...versions.flatMap(({ Versions = [] }) => Versions.map(({ Version }) => Version)),
    ];
    const others = qualifiers.filter((qualifier) => qualifier !== undefined && qualifier !== '$LATEST');
    return [FunctionName, ...others.map((qualifier) => `${FunctionName}:${qualifier}`)];
  };
  const change = async (target: Target, before: Kept, after: string | undefined) => {
    const { gone, added } = changes(target, before, after);
    // Each call gives the policy another revision, so that only the first can ask for the one that was read.
    for (const [i, StatementId] of gone.entries())
      await lambda.send(
        new RemovePermissionCommand({
          ...subject(target),
          StatementId,
          ...(i === 0 && { RevisionId: before.revision }),
        }),
      );
    for (const statement of added)
      await lambda.send(new AddPermissionCommand({ ...subject(target), ...permission(statement) }));
  };
  return {
    read: async (target) => {
      const answer = lambda.send(new GetPolicyCommand(subject(target)));
      const found = await ifSet(answer, 'ResourceNotFoundException');
      return { text: found?.Policy, revision: found?.RevisionId };
    },
    write: (target, wanted, before) => change(target, before, wanted),
    remove: (target, before) => change(target, before, undefined),
    exists: async (target) => {
      const answer = lambda.send(new GetFunctionConfigurationCommand(subject(target)));
      return (await ifSet(answer, 'ResourceNotFoundException')) !== undefined;
    },
    list: async (Marker) => {
      const page = await lambda.send(new ListFunctionsCommand({ Marker, MaxItems: 50 }));
      const functions = (page.Functions ?? []).flatMap(({ FunctionName }) => FunctionName ?? []);
      const names = (await Promise.all(functions.map(all))).flat();
      return { names, next: page.NextMarker };
    },
    tags: async ({ arn }) =>
      (await lambda.send(new ListTagsCommand({ Resource: arn.split(':').slice(0, 7).join(':') }))).Tags ?? {},
  };
};
