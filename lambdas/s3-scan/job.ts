import { CreateClassificationJobCommand, type Macie2Client } from '@aws-sdk/client-macie2';
import { classify, errorCode, message } from '../core/base/errors.ts';
import { type Closed, jobRequest } from './request.ts';

/** A job that runs, Macie that is off, or why Macie does not take the job. */
export type Job = { readonly job: string } | { readonly off: true } | { readonly refused: string };

/** Macie is not subscribed to, or not there in this region. */
const OFF = new Set(['SubscriptionRequiredException', 'ENOTFOUND']);

/** The text is all that tells an account without Macie from a role without the right. */
const isOff = (error: unknown): boolean =>
  OFF.has(errorCode(error)) ||
  (errorCode(error) === 'AccessDeniedException' && /macie is not enabled/i.test(message(error)));

/** What stays so however often it is tried, beside what is permanent anyway: quotas, and buckets Macie cannot find. */
const REFUSED = /^(ServiceQuotaExceeded|ResourceNotFound|Conflict)Exception$/;

/** Starts the job, or the same one again. Throws what is worth another try. */
export const startJob = async (
  client: Macie2Client,
  closed: Closed,
  samplingPercentage: number,
): Promise<Job> => {
  try {
    const { jobId } = await client.send(
      new CreateClassificationJobCommand(jobRequest(closed, samplingPercentage)),
    );
    return { job: jobId ?? 'of unknown id' };
  } catch (error) {
    if (isOff(error)) return { off: true };
    if (classify(error) !== 'transient' || REFUSED.test(errorCode(error))) return { refused: message(error) };
    throw error;
  }
};
