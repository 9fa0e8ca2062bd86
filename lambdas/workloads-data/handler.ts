import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { awsHttp } from '../adapters/aws-http.ts';
import { metric } from '../adapters/metric.ts';
import { loadPolicy } from '../adapters/policy.ts';
import { environment, pong } from '../adapters/runtime.ts';
import { sync } from '../workloads/data/sync.ts';
import { INVENTORIES } from '../workloads/keys.ts';
import { bucketObjects, keysIn } from '../workloads/objects.ts';
import { publishersOf } from './publishers.ts';
import { seenIn } from './seen.ts';

const logger = new Logger();
const { workloads } = loadPolicy();
const s3 = new S3Client(awsHttp());

/**
 * Fetches the advisories of what instances hold into the account's own bucket. The only function that fetches anything;
 * it knows neither snapshots nor the ledger. Throws where a publisher cannot be reached: what is there stays in force.
 */
export const handler = async (payload: unknown, context: Context): Promise<unknown> => {
  logger.addContext(context);
  const alive = pong(payload);
  if (alive) return alive;
  const bucket = environment('BUCKET');
  const objects = bucketObjects(s3, bucket);
  const { ecosystems, wanted } = await seenIn(objects, await keysIn(s3, bucket, INVENTORIES));
  if (ecosystems.length === 0) {
    logger.info('nothing to fetch', { reason: 'no instance was scanned yet' });
    return { releases: [] };
  }
  const now = new Date();
  const generation = now.toISOString().replaceAll(/[:.]/g, '-');
  const publishers = publishersOf(workloads?.mirror);
  const releases = await sync({ objects, publishers, ecosystems, wanted, generation, now });
  metric('AdvisoriesFetched', releases.length, 'Count');
  logger.info('fetched', { generation, releases });
  return { generation, releases };
};
