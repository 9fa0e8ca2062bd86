import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EBSClient } from '@aws-sdk/client-ebs';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { awsHttp } from '../adapters/aws-http.ts';
import { createExceptions } from '../adapters/exceptions.ts';
import { createLedger } from '../adapters/ledger.ts';
import { loadPolicy } from '../adapters/policy.ts';
import { CLOCK, environment, placeOf, pong } from '../adapters/runtime.ts';
import { VERSION } from '../adapters/version.ts';
import { own } from '../core/base/json.ts';
import { bucketObjects } from '../workloads/objects.ts';
import { createScanLog } from '../workloads/scan-log.ts';
import type { State } from '../workloads/state.ts';
import { rulesInBucket } from './own-rules.ts';
import type { Scanner } from './scan-instance.ts';
import { scanReady } from './scan-ready.ts';
import { secretKeyOf } from './secret-key.ts';
import { snapshotCalls } from './snapshot-calls.ts';

const logger = new Logger();
const policy = loadPolicy();
const { workloads: settings } = policy;
const dynamodb = new DynamoDBClient(awsHttp());
// The throttling of EBS is the account's, and backups share it.
const ebs = new EBSClient(awsHttp({ maxAttempts: 8 }));
const s3 = new S3Client(awsHttp());
const table = environment('LEDGER_TABLE');

const connect = (context: Context): Scanner => {
  if (!settings) throw new Error('The policy has no workloads. Deploy the stack again.');
  const place = placeOf(context);
  const objects = bucketObjects(s3, environment('BUCKET'));
  return {
    calls: (snapshot) => snapshotCalls(ebs, snapshot),
    objects,
    scans: createScanLog(dynamodb, table),
    settings,
    secretKey: () => secretKeyOf(objects),
    ownRules: () => rulesInBucket(s3, environment('BUCKET')),
    books: {
      ledger: createLedger(dynamodb, table, place, policy.retention),
      exceptions: createExceptions(dynamodb, environment('EXCEPTIONS_TABLE')),
      policy,
      place,
      clock: CLOCK,
      version: VERSION,
    },
  };
};

/** `{ scan }`, the state of a run, gives what became of those that are ready. Reads snapshots, and changes none. */
export const handler = async (payload: unknown, context: Context): Promise<unknown> => {
  logger.addContext(context);
  const alive = pong(payload);
  if (alive) return alive;
  return scanReady(connect(context), own(payload, 'scan') as State, (text, fields) =>
    logger.info(text, fields),
  );
};
