import { own } from '../../core/base/json.ts';
import { EQUALS, keys, wordsOf } from '../../core/judge/keys.ts';
import { listOf } from '../../core/judge/principals.ts';
import { fixed } from '../../core/judge/values.ts';
import type { Door } from '../../core/statements/door.ts';

const mayChangePolicies = (statement: unknown): boolean =>
  listOf(own(statement, 'Action')).some((action) =>
    /^(\*|kms:(\*|put\*|putkeypolicy))$/i.test(String(action)),
  );

const NAMES_SOMEBODY = /^(\d{12}|arn:[^:]+:iam::\d{12}:[^*?]+)$/;

/** Somebody who surely may change the policy again, whatever becomes of the rest. */
const isAdministrators = (statement: unknown): boolean =>
  own(statement, 'Effect') === 'Allow' &&
  own(statement, 'Condition') === undefined &&
  mayChangePolicies(statement) &&
  listOf(own(own(statement, 'Principal'), 'AWS')).some((name) => NAMES_SOMEBODY.test(String(name)));

/** https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html */
export const KMS_KEY: Door = {
  name: 'kms-key',
  noun: 'a KMS key',
  asffType: 'AwsKmsKey',
  service: 'kms',
  path: 'key/',
  names: /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
  template: {
    id: 'kms-key-with-public-permissions',
    title: 'KMS Key with Public Permissions',
    why: 'Whoever has an AWS account can decrypt with a public key, or have everything lost that is encrypted with it.',
    severity: 'CRITICAL',
    controls: ['KMS.5'],
    since: '0.2',
    defaultMode: 'notify',
  },
  words: wordsOf('kms:', {
    narrowing: new Map(keys(fixed, EQUALS, 'kms:calleraccount')),
    open: /^kms:(viaservice|grantisforawsresource|encryptioncontext(:.*|keys)?|encryptionalgorithm|keyspec|keyusage|requestalias)$/,
  }),
  calls: {
    CreateKey: { wakes: 'opens' },
    PutKeyPolicy: { wakes: 'both' },
    TagResource: { wakes: 'both' },
    UntagResource: { wakes: 'both' },
  },
  at: ['requestParameters.keyId', 'responseElements.keyMetadata.keyId', 'responseElements.keyMetadata.arn'],
  shows: ['requestParameters.policy'],
  looksUp: true,
  read: ['GetKeyPolicy', 'DescribeKey', 'ListResourceTags'],
  fix: ['PutKeyPolicy'],
  list: ['ListKeys'],
  refuses: (left) =>
    left.some(isAdministrators)
      ? undefined
      : 'Nobody else in its policy surely may change the policy again, so that the key might be lost. Name an administrator first.',
};
