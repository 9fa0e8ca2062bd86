import type { Access } from '../core/judge/statement.ts';
import type { Template } from '../core/kind.ts';
import { judge, openParts } from './exposure.ts';
import type { Bucket, BucketPart } from './model.ts';

type BucketTemplate = Template<Bucket, BucketPart>;

const reportOnly: NonNullable<BucketTemplate['reportOnly']> = ({ website }, part, { websites }) => {
  const { doubt } = judge(part);
  if (doubt !== undefined)
    return `Whom it lets in cannot be told for sure: ${doubt}. Read it, and remove or narrow it by hand.`;
  if (website && websites !== 'remediate')
    return 'The bucket is a website, which is public on purpose as a rule. Close it by hand, or set `websites: remediate`.';
  return undefined;
};

const openTo = (
  access: Access,
  facts: Omit<BucketTemplate, 'offending' | 'reportOnly' | 'settings'>,
): BucketTemplate => ({
  ...facts,
  settings: ['websites', 'scan'],
  offending: (bucket) => openParts(bucket, access),
  reportOnly,
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
  openTo('read', {
    id: 'world-readable-s3-buckets',
    title: 'World Readable S3 Buckets',
    why: 'Buckets that anyone can list or read are found by scanners within hours, and copied.',
    severity: 'HIGH',
    controls: ['S3.2', 'S3.8'],
    covers: 'read, list or read the ACL by anyone',
  }),
  openTo('write', {
    id: 'publicly-writable-s3-buckets',
    title: 'Publicly Writable S3 Buckets',
    why: 'Whoever can write can plant malware, delete or encrypt the data, or hand the bucket on to others.',
    severity: 'CRITICAL',
    controls: ['S3.3', 'S3.8'],
    covers: 'put, delete, or change ACL or policy by anyone',
  }),
  openTo('full', {
    id: 'unrestricted-access-to-s3-bucket',
    title: 'Unrestricted Access to S3 Bucket',
    why: 'With full control anyone can read, change and delete everything in the bucket, its policy included.',
    severity: 'CRITICAL',
    controls: ['S3.2', 'S3.3', 'S3.8'],
    covers: '`FULL_CONTROL` or `s3:*` for anyone',
  }),
];
