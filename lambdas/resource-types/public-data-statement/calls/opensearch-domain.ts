import {
  DescribeDomainConfigCommand,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
  UpdateDomainConfigCommand,
} from '@aws-sdk/client-opensearch';
import { tagsOf } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls, Target } from '../../../core/statements/door.ts';

const INSIDE =
  'The domain is inside a VPC, so that only who gets in there is let in. Narrow its policy by hand, or take it away.';

export const opensearchDomain = (connection: Connection): DoorCalls => {
  const es = new OpenSearchClient(awsHttp(connection));
  const write = ({ name }: Target, AccessPolicies: string) =>
    es.send(new UpdateDomainConfigCommand({ DomainName: name, AccessPolicies }));
  return {
    // What is configured, not what is in force: a change takes minutes to get there.
    read: async ({ name }) => {
      const { DomainConfig } = await es.send(new DescribeDomainConfigCommand({ DomainName: name }));
      const isInside = (DomainConfig?.VPCOptions?.Options?.SubnetIds?.length ?? 0) > 0;
      return { text: DomainConfig?.AccessPolicies?.Options, ...(isInside && { caution: INSIDE }) };
    },
    write,
    remove: (target) => write(target, ''),
    list: async () => {
      const { DomainNames = [] } = await es.send(new ListDomainNamesCommand({}));
      return { names: DomainNames.flatMap(({ DomainName }) => DomainName ?? []) };
    },
    tags: async ({ arn }) => tagsOf((await es.send(new ListTagsCommand({ ARN: arn }))).TagList),
  };
};
