import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { Connection } from '../../lambdas/adapters/connect.ts';
import { counted } from '../../lambdas/core/base/text.ts';
import { currentOf } from '../../lambdas/workloads/data/generation.ts';
import { RUN_TAG } from '../../lambdas/workloads/marks.ts';
import { bucketObjects } from '../../lambdas/workloads/objects.ts';
import { binnedSnapshots, taggedSnapshots } from '../../lambdas/workloads/snapshots.ts';
import { ageOf, type CheckResult, fail, ok, warn } from './check.ts';

const HOUR_MS = 3_600_000;
/** Each hour tidies up; a snapshot of a large volume is waited for four. */
const STALE_MS = 6 * HOUR_MS;
const FETCH = 'They come with the first scan and then daily: see the log of the function that fetches them.';

/** Are there advisories, and how old are they? */
export const checkAdvisories = async (
  connection: Connection,
  bucket: string,
  { now, maxHours }: { readonly now: number; readonly maxHours: number },
): Promise<CheckResult> => {
  const current = await currentOf(bucketObjects(new S3Client(awsHttp(connection)), bucket));
  if (!current) return warn('none were fetched yet', FETCH);
  const fetched = Date.parse(current.fetchedAt);
  const says = `of ${ageOf(fetched, now)} ago, for ${current.releases.join(', ') || 'nothing'}`;
  return now - fetched > maxHours * HOUR_MS ? fail(`${says}, which is too old`, FETCH) : ok(says);
};

/** Are snapshots of scans left behind? */
export const checkSnapshots = async (connection: Connection, now: number): Promise<CheckResult> => {
  const ec2 = new EC2Client(awsHttp(connection));
  const bin = await binnedSnapshots(ec2);
  if ('kept' in bin && bin.kept.length > 0)
    return fail(
      `${counted(bin.kept.length, 'snapshot')} of scans kept by a rule of the Recycle Bin`,
      `Let the rule leave them out: aws rbin update-rule --identifier RULE --resource-type EBS_SNAPSHOT --exclude-resource-tags ResourceTagKey=${RUN_TAG}`,
    );
  const stale = (await taggedSnapshots(ec2)).filter(({ startedAt }) => now - startedAt > STALE_MS);
  if (stale.length === 0) return ok('none is left behind');
  return warn(
    `${counted(stale.length, 'snapshot')} older than 6 hours: ${stale.map(({ id }) => id).join(', ')}`,
    'Look at who made them: those of scans are deleted each hour, others that bear the tag are left alone.',
  );
};

/** How did the last run end? */
export const checkLastRun = async (connection: Connection, machine: string): Promise<CheckResult> => {
  const { executions = [] } = await new SFNClient(awsHttp(connection)).send(
    new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 1 }),
  );
  const [last] = executions;
  if (!last) return warn('none was begun yet', 'The first comes within the hour.');
  if (last.status === 'RUNNING') return ok('one is under way');
  if (last.status === 'SUCCEEDED') return ok('it has come to its end');
  return fail(
    `it has ended as ${last.status}`,
    `See its steps: aws stepfunctions get-execution-history --execution-arn ${last.executionArn}`,
  );
};
