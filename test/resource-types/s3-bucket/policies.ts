import { COMBINATIONS, OPERATORS } from './condition-operators.ts';
import {
  FIXED_VALUES,
  NEWER_KEYS,
  OPEN_VALUES,
  PINNED_VALUES,
  UNREADABLE_VALUES,
} from './condition-values.ts';
import type { PAGES } from './pages.ts';
import { PRINCIPALS } from './principals.ts';
import type { Row } from './rows.ts';

const RESOURCES: readonly Row[] = [
  ['one object', { Resource: 'arn:aws:s3:::b/index.html' }, 'anyone', 'public'],
  ['NotResource', { Resource: undefined, NotResource: 'arn:aws:s3:::b/private/*' }, 'anyone', 'notResource'],
  ['no resource', { Resource: undefined }, 'anyone', 'grammar'],
];

/** Statements on a bucket `b`, each what differs from `Allow * s3:GetObject on arn:aws:s3:::b/*`. */
export const STATEMENTS: readonly Row[] = [
  ...PRINCIPALS,
  ...FIXED_VALUES,
  ...OPEN_VALUES,
  ...PINNED_VALUES,
  ...UNREADABLE_VALUES,
  ...OPERATORS,
  ...COMBINATIONS,
  ...NEWER_KEYS,
  ...RESOURCES,
];

type Ids = readonly ('read' | 'write' | 'full')[];

/** What a public statement with these actions comes to. */
export const ACTIONS: readonly (readonly [actions: unknown, access: Ids, page: keyof typeof PAGES])[] = [
  ['s3:GetObject', ['read'], 'action'],
  ['S3:getobject', ['read'], 'action'],
  ['s3:ListBucket', ['read'], 'action'],
  ['s3:GetBucketAcl', ['read'], 'public'],
  ['s3:Get*', ['read'], 'action'],
  ['s3:G?tObject', ['read'], 'action'],
  ['s3:G*', ['read'], 'action'],
  [['s3:Get*', 's3:List*'], ['read'], 'action'],
  ['s3:PutObject', ['write'], 'action'],
  ['s3:DeleteObject', ['write'], 'action'],
  ['s3:PutBucketPolicy', ['write'], 'public'],
  ['s3:PutBucketAcl', ['write'], 'public'],
  ['s3:AbortMultipartUpload', ['write'], 'public'],
  ['s3:RestoreObject', ['write'], 'public'],
  ['s3:BypassGovernanceRetention', ['write'], 'public'],
  ['s3:NotASupportedAction', ['write'], 'public'],
  [['s3:GetObject', 's3:PutObject'], ['read', 'write'], 'action'],
  ['s3:*Object', ['read', 'write'], 'action'],
  ['s3:*Acl', ['read', 'write'], 'action'],
  ['s3:?*', ['read', 'write', 'full'], 'action'],
  ['s3:*', ['read', 'write', 'full'], 'action'],
  ['s3:**', ['read', 'write', 'full'], 'action'],
  ['*', ['read', 'write', 'full'], 'action'],
  ['S3:*', ['read', 'write', 'full'], 'action'],
  [['s3:GetObject', 's3:*'], ['read', 'write', 'full'], 'action'],
  [[], [], 'action'],
];

/** The same for every action but these. */
export const NOT_ACTIONS: typeof ACTIONS = [
  ['s3:DeleteBucket', ['read', 'write'], 'notAction'],
  ['s3:DeleteObject', ['read', 'write'], 'notAction'],
  ['S3:deletebucket', ['read', 'write'], 'notAction'],
  [['s3:GetObject', 's3:PutObject'], ['read', 'write'], 'notAction'],
  ['s3:Put*', ['read', 'write'], 'notAction'],
  [['s3:Get*', 's3:List*', 's3:Head*', 's3:Describe*'], ['write'], 'notAction'],
  ['iam:*', ['read', 'write', 'full'], 'notAction'],
  [[], ['read', 'write', 'full'], 'notAction'],
  ['s3:*', [], 'notAction'],
  ['*', [], 'notAction'],
  [['s3:GetObject', '*'], [], 'notAction'],
];
