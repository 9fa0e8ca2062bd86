import { EC2Client } from '@aws-sdk/client-ec2';
import { RDSClient } from '@aws-sdk/client-rds';
import { classify } from '../../lambdas/core/base/errors.ts';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import type { Reader } from '../../lambdas/core/base/ports.ts';
import type { Kind, Place, Template } from '../../lambdas/core/base/resource-type.ts';
import type { Remediator } from '../../lambdas/core/remediate/remediator.ts';
import { createReader as snapshotReader } from '../../lambdas/resource-types/rds-snapshot/reader.ts';
import { TEMPLATES as SNAPSHOT_TEMPLATES } from '../../lambdas/resource-types/rds-snapshot/templates.ts';
import { rdsSnapshot } from '../../lambdas/resource-types/rds-snapshot/type.ts';
import { accountClient, bucketClient } from '../../lambdas/resource-types/s3-bucket/clients.ts';
import { createReader as bucketReader } from '../../lambdas/resource-types/s3-bucket/reader.ts';
import { TEMPLATES as BUCKET_TEMPLATES } from '../../lambdas/resource-types/s3-bucket/templates.ts';
import { s3Bucket } from '../../lambdas/resource-types/s3-bucket/type.ts';
import { createReader as groupReader } from '../../lambdas/resource-types/security-group/reader.ts';
import { templatesOf } from '../../lambdas/resource-types/security-group/templates.ts';
import { securityGroup } from '../../lambdas/resource-types/security-group/type.ts';
import { arnsOf } from '../resource.ts';
import { type Explanation, explain } from './explain.ts';

/** Where and by what rules something is explained. */
export type Around = Pick<
  Remediator<never, never>,
  'policy' | 'place' | 'ledger' | 'exceptions' | 'clock' | 'version'
>;

interface Subject {
  /** The ids of this sort that a name, id or ARN can stand for. */
  ids(name: string, around: Around): Promise<readonly string[]>;
  explain(id: string, around: Around): Promise<Explanation | undefined>;
}

interface Parts<Model, Part> {
  readonly kind: Kind<Model, Part>;
  readonly templates: (policy: Policy) => readonly Template<Model, Part>[];
  readonly reader: (place: Place, policy: Policy) => Reader<Model>;
}

const NO_FIXER = {
  fix: async (): Promise<never> => {
    throw new Error('Explaining changes nothing.');
  },
};

const subject = <Model, Part>({ kind, templates, reader }: Parts<Model, Part>): Subject => ({
  ids: async (name, { place, policy }) => {
    const prefix = kind.arn('', place);
    const ids = arnsOf(name, place).flatMap((arn) =>
      arn.startsWith(prefix) ? [arn.slice(prefix.length)] : [],
    );
    if (ids.length > 0 || kind.idPrefix === undefined || name.startsWith('arn:')) return ids;
    return reader(place, policy).resolve({ by: 'name', value: name });
  },
  explain: (id, around) =>
    explain(
      {
        ...around,
        kind,
        templates: templates(around.policy),
        reader: reader(around.place, around.policy),
        fixer: NO_FIXER,
      },
      id,
    ),
});

const SUBJECTS: readonly Subject[] = [
  subject({
    kind: securityGroup,
    templates: templatesOf,
    reader: (place, policy) => groupReader(new EC2Client(), place, templatesOf(policy)),
  }),
  subject({
    kind: s3Bucket,
    templates: () => BUCKET_TEMPLATES,
    reader: (place) => bucketReader(bucketClient(), accountClient(place), place),
  }),
  subject({
    kind: rdsSnapshot,
    templates: () => SNAPSHOT_TEMPLATES,
    reader: (place) => snapshotReader(new RDSClient(), place),
  }),
];

/** A name may fit several sorts; what may not be read under one is no answer while another one is found. */
export const explainAll = async (name: string, around: Around): Promise<readonly Explanation[]> => {
  const refusals: unknown[] = [];
  const attempt = async (one: Subject): Promise<readonly Explanation[]> => {
    try {
      const ids = await one.ids(name, around);
      return (await Promise.all(ids.map((id) => one.explain(id, around)))).flatMap((each) => each ?? []);
    } catch (error) {
      if (classify(error) !== 'permanent') throw error;
      refusals.push(error);
      return [];
    }
  };
  const found = (await Promise.all(SUBJECTS.map(attempt))).flat();
  if (found.length === 0 && refusals.length > 0) throw refusals[0];
  return found;
};
