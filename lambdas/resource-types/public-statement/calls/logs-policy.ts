import {
  CloudWatchLogsClient,
  DeleteResourcePolicyCommand,
  DescribeResourcePoliciesCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls } from '../../../core/statements/door.ts';

export const logsPolicy = (connection: Connection): DoorCalls => {
  const logs = new CloudWatchLogsClient(awsHttp(connection));
  const page = (nextToken: string | undefined) =>
    logs.send(new DescribeResourcePoliciesCommand({ nextToken }));
  /** An account has at most ten, all of which come in a page or two. */
  const find = async (name: string) => {
    for (let token: string | undefined; ; ) {
      const { resourcePolicies = [], nextToken } = await page(token);
      const found = resourcePolicies.find(({ policyName }) => policyName === name);
      if (found) return found;
      if (nextToken === undefined) return undefined;
      token = nextToken;
    }
  };
  return {
    read: async ({ name }) => {
      const found = await find(name);
      return found && { text: found.policyDocument };
    },
    write: ({ name }, policyDocument) =>
      logs.send(new PutResourcePolicyCommand({ policyName: name, policyDocument })),
    remove: ({ name }) => logs.send(new DeleteResourcePolicyCommand({ policyName: name })),
    list: async (token) => {
      const { resourcePolicies = [], nextToken } = await page(token);
      return { names: resourcePolicies.flatMap(({ policyName }) => policyName ?? []), next: nextToken };
    },
    tags: async () => ({}),
  };
};
