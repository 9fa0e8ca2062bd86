import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html */
export const SECRET: Door = {
  name: 'secret',
  noun: 'a secret',
  asffType: 'AwsSecretsManagerSecret',
  service: 'secretsmanager',
  path: 'secret:',
  // With the six characters that Secrets Manager adds.
  names: /^[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$/,
  template: {
    id: 'secret-with-public-permissions',
    title: 'Secret with Public Permissions',
    why: 'Whoever has an AWS account can read a public secret, and sign in with what it holds.',
    severity: 'CRITICAL',
    controls: [],
    since: '0.2',
  },
  words: wordsOf('secretsmanager:', { open: /^secretsmanager:/ }),
  calls: {
    PutResourcePolicy: { wakes: 'both' },
    DeleteResourcePolicy: { wakes: 'closes' },
    RestoreSecret: { wakes: 'opens' },
    DeleteSecret: { wakes: 'closes', deletes: true },
    TagResource: { wakes: 'both' },
    UntagResource: { wakes: 'both' },
  },
  at: ['responseElements.aRN', 'responseElements.arn', 'requestParameters.secretId'],
  shows: ['requestParameters.resourcePolicy'],
  looksUp: true,
  read: ['GetResourcePolicy', 'DescribeSecret'],
  fix: ['PutResourcePolicy', 'DeleteResourcePolicy'],
  list: ['ListSecrets'],
};
