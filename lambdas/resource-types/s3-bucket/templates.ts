import type { Template } from '../../core/base/resource-type.ts';
import type { Access } from '../../core/judge/actions.ts';
import { namedOnly } from '../../core/judge/statement-parts.ts';
import { judge, openParts } from './exposure.ts';
import type { Bucket, BucketPart } from './model.ts';

type BucketTemplate = Template<Bucket, BucketPart>;

/** Why a part is only reported, whatever it opens. */
const doubtful = (bucket: Bucket, part: BucketPart): string | undefined => {
  const { doubt } = judge(bucket, part);
  if (doubt !== undefined)
    return `Whom it lets in cannot be told for sure: ${doubt}. Read it, and remove or narrow it by hand.`;
  if (part.kind === 'statement' && bucket.status === 'not public')
    return 'By our reading it lets anyone in, but S3 itself says that the policy is not public (GetBucketPolicyStatus). Read it, and remove or narrow it by hand.';
  return undefined;
};

const WEBSITE =
  'The bucket is a website, which is public on purpose as a rule. Close it by hand, or set `websites: remediate`.';

const openTo = (
  access: Access,
  facts: Omit<BucketTemplate, 'offending' | 'reportOnly' | 'unchecked' | 'rest'>,
): BucketTemplate => ({
  ...facts,
  offending: (bucket) => openParts(bucket, access),
  reportOnly: doubtful,
  unchecked: ({ name, status }, part) =>
    part.kind === 'statement' && typeof status === 'object'
      ? `Whether S3 calls the policy of bucket ${name} public cannot be read, so the policy was not changed. Allow s3:GetBucketPolicyStatus to this function's role, also in service control policies and the bucket policy itself. ${status.unreadable}`
      : undefined,
  rest: (part) => (part.kind === 'statement' ? namedOnly(part) : undefined),
});

/** The catalogue's S3 templates. */
export const TEMPLATES: readonly BucketTemplate[] = [
  {
    id: 'unencrypted-s3-buckets',
    title: 'Unencrypted S3 Buckets',
    why: 'Without default encryption, whoever gets at the storage itself can read what is uploaded.',
    severity: 'MEDIUM',
    controls: [],
    covers: 'no default encryption',
    offending: ({ encrypted }) => (encrypted ? [] : [{ kind: 'encryption' }]),
  },
  {
    ...openTo('read', {
      id: 'world-readable-s3-buckets',
      title: 'World Readable S3 Buckets',
      why: 'Buckets that anyone can list or read are found by scanners within hours, and copied.',
      severity: 'HIGH',
      controls: ['S3.2', 'S3.8'],
      covers: 'read, list or read the ACL by anyone',
      settings: ['websites', 'scan'],
    }),
    reportOnly: (bucket, part, { websites }) =>
      doubtful(bucket, part) ?? (bucket.website && websites !== 'remediate' ? WEBSITE : undefined),
  },
  openTo('write', {
    id: 'publicly-writable-s3-buckets',
    title: 'Publicly Writable S3 Buckets',
    why: 'Whoever can write can plant malware, delete or encrypt the data, or hand the bucket on to others.',
    severity: 'CRITICAL',
    controls: ['S3.3', 'S3.8'],
    covers: 'put, delete, or change ACL or policy by anyone',
    settings: ['scan'],
  }),
  openTo('full', {
    id: 'unrestricted-access-to-s3-bucket',
    title: 'Unrestricted Access to S3 Bucket',
    why: 'With full control anyone can read, change and delete everything in the bucket, its policy included.',
    severity: 'CRITICAL',
    controls: ['S3.2', 'S3.3', 'S3.8'],
    covers: '`FULL_CONTROL` or `s3:*` for anyone',
    settings: ['scan'],
  }),
];
