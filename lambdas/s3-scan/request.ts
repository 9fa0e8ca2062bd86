import { createHash } from 'node:crypto';
import type { CreateClassificationJobCommandInput } from '@aws-sdk/client-macie2';
import { type LedgerRecord, remediationId } from '../core/ledger/record.ts';

/** Whose bucket is to be looked into: the entry of the ledger that closed it. */
export type Closed = Pick<LedgerRecord, 'account' | 'region' | 'id' | 'n' | 'closedAt'>;

/** The same for the same remediation, so that Macie makes one job of however many tries. */
const tokenOf = ({ account, region, id, n, closedAt = '' }: Closed): string =>
  createHash('sha256').update([account, region, id, n, closedAt].join('/')).digest('hex').slice(0, 36);

/**
 * A one-time job over one bucket with Macie's recommended identifiers.
 * https://docs.aws.amazon.com/macie/latest/APIReference/jobs.html
 */
export const jobRequest = (
  closed: Closed,
  samplingPercentage: number,
): CreateClassificationJobCommandInput => {
  const remediation = remediationId(closed);
  return {
    clientToken: tokenOf(closed),
    jobType: 'ONE_TIME',
    name: `Drawbridge ${remediation}`,
    description: `What was exposed? Drawbridge has closed the bucket ${closed.id}.`,
    samplingPercentage,
    s3JobDefinition: { bucketDefinitions: [{ accountId: closed.account, buckets: [closed.id] }] },
    tags: { 'drawbridge:remediation': remediation },
  };
};
