import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/**
 * One of the account's resource policies of CloudWatch Logs; it has no ARN of its own.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html
 */
export const LOGS_POLICY: Door = {
  name: 'logs-policy',
  noun: 'a resource policy of CloudWatch Logs',
  asffType: 'Other',
  service: 'logs',
  path: 'resource-policy:',
  names: /^[A-Za-z0-9_./#+=@ -]{1,255}$/,
  template: {
    id: 'logs-policy-with-public-permissions',
    title: 'Logs Policy with Public Permissions',
    why: 'Anyone can write to the log groups that a public policy names, and so forge or flood what they tell.',
    severity: 'MEDIUM',
    controls: [],
    since: '0.2',
  },
  words: wordsOf('logs:', { open: /^logs:/ }),
  calls: { PutResourcePolicy: { wakes: 'both' }, DeleteResourcePolicy: { wakes: 'closes' } },
  at: ['requestParameters.policyName', 'requestParameters.resourceArn'],
  shows: ['requestParameters.policyDocument'],
  // IAM takes no resource for any of these.
  resources: 'anything',
  read: ['DescribeResourcePolicies'],
  fix: ['PutResourcePolicy', 'DeleteResourcePolicy'],
  list: [],
};
