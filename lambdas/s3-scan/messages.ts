import type { Scan } from '../core/base/policy.ts';
import { counted } from '../core/base/text.ts';
import type { Job } from './job.ts';
import type { Size, Unknown } from './size.ts';

/** As AWS bills it. */
export const GIGABYTE = 2 ** 30;

/**
 * US dollars for each gigabyte that a job looks into, in us-east-1 up to 50 TB a month; the first gigabyte is free.
 * https://aws.amazon.com/macie/pricing/ as of 2026-10-07
 */
const PRICE = 1;

const UNITS = [
  [GIGABYTE * 1024, 'TB'],
  [GIGABYTE, 'GB'],
  [2 ** 20, 'MB'],
  [2 ** 10, 'KB'],
] as const;

const amount = (bytes: number): string => {
  const [unit, name] = UNITS.find(([least]) => bytes >= least) ?? [1, 'bytes'];
  return `${(bytes / unit).toLocaleString('en-US', { maximumFractionDigits: 1 })} ${name}`;
};

const held = ({ bytes, objects, day }: Size): string =>
  `${counted(objects, 'object')}, ${amount(bytes)}, on ${day} by CloudWatch's daily figures`;

const cost = (bytes: number): string => {
  const dollars = (bytes / GIGABYTE) * PRICE;
  return dollars < 0.01 ? 'less than 0.01 USD' : `about ${dollars.toFixed(dollars < 10 ? 2 : 0)} USD`;
};

export const isKnown = (size: Size | Unknown): size is Size => 'bytes' in size;

/** Why no job was asked for: the bucket is too large, or nobody knows how large it is. Undefined where there may be one. */
export const whyNoJob = (
  size: Size | Unknown,
  { maxGigabytes }: Scan,
  region: string,
): string | undefined => {
  if (!isKnown(size))
    return size.why === undefined
      ? `No Amazon Macie job: CloudWatch in ${region} has no size of the bucket, and a job costs by size. The figures come once a day, and only where the bucket is. Start one by hand if the bucket is not new.`
      : `No Amazon Macie job: the bucket's size cannot be read, and a job costs by size. Allow cloudwatch:GetMetricData to this function's role, also in service control policies. ${size.why}`;
  if (size.bytes <= maxGigabytes * GIGABYTE) return undefined;
  return `No Amazon Macie job: the bucket held ${held(size)}, which is more than the ${maxGigabytes} GB of scan.maxGigabytes. A full job would cost ${cost(size.bytes)}, at 1 USD a gigabyte as in us-east-1.`;
};

/** What became of the job, one or two sentences for the finding. */
export const outcomeOf = (job: Job, size: Size, { samplingPercentage }: Scan, region: string): string => {
  if ('off' in job) return `No Amazon Macie job: Macie is off in ${region}. The bucket held ${held(size)}.`;
  if ('refused' in job)
    return `No Amazon Macie job, as Macie refuses it. Allow macie2:CreateClassificationJob to this function's role, or start one by hand. The bucket held ${held(size)}. ${job.refused}`;
  const share = samplingPercentage === 100 ? 'all' : `${samplingPercentage}%`;
  return `Amazon Macie job ${job.job} looks into ${share} of ${held(size)}.`;
};
