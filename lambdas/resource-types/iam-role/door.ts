import { EQUALS, keys, wordsOf } from '../../core/judge/keys.ts';
import { fixed } from '../../core/judge/values.ts';
import type { Door } from '../../core/statements/door.ts';

/** Everybody can sign in there, but to one application only: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
const APPLICATIONS = [
  'accounts.google.com:aud',
  'cognito-identity.amazonaws.com:aud',
  'graph.facebook.com:app_id',
  'www.amazon.com:app_id',
];

/** IAM is one for all regions, and its events come in us-east-1: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
export const IAM_ROLE: Door = {
  name: 'iam-role',
  noun: 'an IAM role',
  asffType: 'AwsIamRole',
  service: 'iam',
  path: 'role/',
  isGlobal: true,
  // With its path, as in ARNs.
  names: /^[\w+=,.@/-]{1,512}$/,
  template: {
    id: 'iam-role-with-public-trust',
    title: 'IAM Role with Public Trust',
    why: 'Whoever has an AWS account can take on a role that trusts everybody, and do all that it may.',
    severity: 'CRITICAL',
    controls: [],
    since: '0.2',
    defaultMode: 'notify',
  },
  words: wordsOf('sts:', { narrowing: new Map(keys(fixed, EQUALS, ...APPLICATIONS)) }),
  calls: {
    CreateRole: { wakes: 'opens' },
    UpdateAssumeRolePolicy: { wakes: 'both' },
    DeleteRole: { wakes: 'closes', deletes: true },
    TagRole: { wakes: 'both' },
    UntagRole: { wakes: 'both' },
  },
  at: ['responseElements.role.arn', 'requestParameters.roleName'],
  looksUp: true,
  shows: ['requestParameters.policyDocument', 'requestParameters.assumeRolePolicyDocument'],
  read: ['GetRole', 'ListRoleTags'],
  fix: ['UpdateAssumeRolePolicy'],
  list: ['ListRoles'],
  refuses: (left) =>
    left.length === 0
      ? 'It trusts nobody else, and a role cannot trust nobody. Say whom it is for, or delete it.'
      : undefined,
};
