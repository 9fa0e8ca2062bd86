import {
  CloudWatchLogsClient,
  DeleteResourcePolicyCommand,
  DescribeResourcePoliciesCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

export const logsPolicy: MakePolicyDoor = async (config, policyName) => {
  const logs = new CloudWatchLogsClient(config);
  const account = config.credentials.accessKeyId;
  return {
    template: 'logs-policy-with-public-permissions',
    resource: policyName,
    arn: `arn:aws:logs:${config.region}:${account}:resource-policy:${policyName}`,
    action: 'logs:PutLogEvents',
    service: 'logs',
    fixing: 'PutResourcePolicy',
    shape: (statement) => ({
      ...statement,
      Resource: `arn:aws:logs:${config.region}:${account}:log-group:*`,
    }),
    put: (document) =>
      logs.send(new PutResourcePolicyCommand({ policyName, policyDocument: JSON.stringify(document) })),
    get: async () => {
      const { resourcePolicies = [] } = await logs.send(new DescribeResourcePoliciesCommand({}));
      return parsed(resourcePolicies.find((one) => one.policyName === policyName)?.policyDocument);
    },
    delete: () => logs.send(new DeleteResourcePolicyCommand({ policyName })),
  };
};
