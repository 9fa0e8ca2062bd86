import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Macie2Client } from '@aws-sdk/client-macie2';
import type { Context } from 'aws-lambda';
import { awsHttp } from '../adapters/aws-http.ts';
import { createLedger } from '../adapters/ledger.ts';
import { numberedLog } from '../adapters/numbered-log.ts';
import { loadPolicy } from '../adapters/policy.ts';
import { CLOCK, environment, placeOf, pong } from '../adapters/runtime.ts';
import { VERSION } from '../adapters/version.ts';
import { own } from '../core/base/json.ts';
import type { LedgerRecord } from '../core/ledger/record.ts';
import { startJob } from './job.ts';
import { remediationIn, type Scanner, scanBucket } from './scan.ts';
import { sizeOf } from './size.ts';

const logger = new Logger();
const policy = loadPolicy();
const table = environment('LEDGER_TABLE');
const dynamodb = new DynamoDBClient(awsHttp());
const cloudWatch = new CloudWatchClient(awsHttp());
const macie = new Macie2Client(awsHttp());

const connect = (context: Context): Scanner => ({
  policy,
  ledger: {
    ...createLedger(dynamodb, table, placeOf(context), policy.retention),
    entry: numberedLog<LedgerRecord>(dynamodb, table).entry,
  },
  size: (bucket, now) => sizeOf(cloudWatch, bucket, now),
  start: (closed, samplingPercentage) => startJob(macie, closed, samplingPercentage),
  clock: CLOCK,
  version: VERSION,
});

/** A published finding as EventBridge brings it: the bucket that it tells of is looked into, once. `{ ping }` in: the version back. */
export const handler = async (event: unknown, context: Context): Promise<unknown> => {
  logger.addContext(context);
  const alive = pong(event);
  if (alive) return alive;
  const remediation = remediationIn(own(event, 'detail'));
  if (!remediation) {
    logger.error('no finding', { reason: 'The event names no bucket and remediation; it is left out.' });
    return undefined;
  }
  logger.info('scan', { ...remediation, ...(await scanBucket(connect(context), remediation)) });
  return undefined;
};
