import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { Macie2Client } from '@aws-sdk/client-macie2';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { startJob } from '../../lambdas/s3-scan/job.ts';
import type { Scanner } from '../../lambdas/s3-scan/scan.ts';
import { sizeOf } from '../../lambdas/s3-scan/size.ts';
import { stubHttp, type WireAnswer } from '../support/stub-http.ts';
import { NOW } from './records.ts';

export const GIGABYTE = 2 ** 30;

const DAY = Date.UTC(2026, 10, 21) / 1000;

export const series = (
  id: string,
  label: string,
  ...points: readonly (readonly [day: number, value: number])[]
) => ({
  Id: id,
  Label: label,
  StatusCode: 'Complete',
  Timestamps: points.map(([day]) => DAY + day * 86_400),
  Values: points.map(([, value]) => value),
});

/** The answer of GetMetricData. */
export const figures = (...MetricDataResults: readonly object[]): WireAnswer => ({
  body: JSON.stringify({ MetricDataResults }),
});

/** A bucket of so many bytes in one storage class. */
export const holding = (bytes: number, objects: number): WireAnswer =>
  figures(series('bytes', 'StandardStorage', [0, bytes]), series('objects', 'NumberOfObjects', [0, objects]));

export const JOB = '3ce05dbb7ec5505def334104bf347f93';
export const jobTaken: WireAnswer = {
  body: JSON.stringify({
    jobArn: `arn:aws:macie2:eu-central-1:123456789012:classification-job/${JOB}`,
    jobId: JOB,
  }),
};

/** A refusal as Macie words it. */
export const macieSays = (code: string, message: string, status = 403): WireAnswer => ({
  status,
  headers: { 'x-amzn-errortype': code },
  body: JSON.stringify({ message }),
});

export interface Answers {
  readonly size?: WireAnswer;
  readonly job?: WireAnswer;
  readonly policy: Policy;
  /** Runs before each call of the ledger that is named. */
  readonly interfere?: (call: 'latest' | 'append', log: LedgerRecord[]) => void;
}

/** The scan over the real clients, which a stub answers, and over a ledger in memory. */
export const newScanner = (log: LedgerRecord[], { size, job, policy, interfere }: Answers) => {
  const http = stubHttp(({ action }) =>
    action === 'GetMetricData' ? size : action === 'POST /jobs' ? job : undefined,
  );
  const [cloudWatch, macie] = [new CloudWatchClient(http.config), new Macie2Client(http.config)];
  let now = NOW;
  const slept: number[] = [];
  const scanner: Scanner = {
    policy,
    ledger: {
      latest: async () => {
        interfere?.('latest', log);
        return log.at(-1);
      },
      entry: async (_, n) => log.find((record) => record.n === n),
      append: async (record) => {
        interfere?.('append', log);
        if (log.some(({ n }) => n === record.n)) return false;
        log.push(record);
        return true;
      },
    },
    size: (bucket, at) => sizeOf(cloudWatch, bucket, at),
    start: (closed, percentage) => startJob(macie, closed, percentage),
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        slept.push(milliseconds);
        now += milliseconds;
      },
    },
    version: '0.1.0',
  };
  const jobs = () => http.calls.filter(({ action }) => action === 'POST /jobs').map(({ json }) => json);
  return { scanner, jobs, calls: http.calls, slept, log };
};
