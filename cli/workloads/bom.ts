import { S3Client } from '@aws-sdk/client-s3';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { bucketObjects } from '../../lambdas/workloads/objects.ts';
import { reportOf, type ScanReport } from '../../lambdas/workloads/scan-report.ts';
import { UsageError } from '../exit.ts';
import { instanceIdOf } from './scan-now.ts';
import { scanning } from './scans.ts';

/** All that the last scan of an instance has found. Throws a UsageError where there was none. */
export const lastReport = async (given: string): Promise<ScanReport> => {
  const id = instanceIdOf(given);
  const { stack } = await scanning();
  const bucket = stack.outputs.get('WorkloadsBucketName') ?? '';
  const report = await reportOf(bucketObjects(new S3Client(awsHttp()), bucket), id);
  if (!report)
    throw new UsageError(
      `There is no report of ${id}: it was not scanned in the last 30 days, or it is not in account ${stack.place.account}, ${stack.place.region}. Scan it now: npx --no -- drawbridge workloads scan ${id} --wait`,
    );
  return report;
};
