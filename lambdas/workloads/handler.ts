import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import { awsHttp } from '../adapters/aws-http.ts';
import { createExceptions } from '../adapters/exceptions.ts';
import { createLedger } from '../adapters/ledger.ts';
import { numberedLog } from '../adapters/numbered-log.ts';
import { loadPolicy } from '../adapters/policy.ts';
import { CLOCK, environment, placeOf, pong } from '../adapters/runtime.ts';
import { VERSION } from '../adapters/version.ts';
import { own } from '../core/base/json.ts';
import { beginRun } from './begin.ts';
import type { Connected, RunEntry } from './connected.ts';
import { currentOf } from './data/generation.ts';
import { isInstanceId } from './instance/model.ts';
import { REFUSED_RULES } from './keys.ts';
import { bucketObjects } from './objects.ts';
import { releaseRun } from './release.ts';
import { createScanLog } from './scan-log.ts';
import type { Request, State } from './state.ts';
import { take } from './take.ts';
import type { Refused } from './yara/yara.ts';

const logger = new Logger();
const policy = loadPolicy();
const dynamodb = new DynamoDBClient(awsHttp());
const ec2 = new EC2Client(awsHttp({ maxAttempts: 8 }));
const sfn = new SFNClient(awsHttp());
const s3 = new S3Client(awsHttp());
const table = environment('LEDGER_TABLE');
const { workloads: settings } = policy;

const connect = (context: Context): Connected => {
  if (!settings) throw new Error('The policy has no workloads. Deploy the stack again.');
  const place = placeOf(context);
  return {
    ec2,
    sfn,
    settings,
    books: {
      ledger: createLedger(dynamodb, table, place, policy.retention),
      exceptions: createExceptions(dynamodb, environment('EXCEPTIONS_TABLE')),
      policy,
      place,
      clock: CLOCK,
      version: VERSION,
    },
    scans: createScanLog(dynamodb, table),
    runs: numberedLog<RunEntry>(dynamodb, table),
    current: () => currentOf(bucketObjects(s3, environment('BUCKET'))),
    refusedRules: async () => {
      const data = await bucketObjects(s3, environment('BUCKET')).get(REFUSED_RULES);
      return data ? (JSON.parse(data.toString('utf8')) as readonly Refused[]) : [];
    },
    log: (text, fields) => logger.warn(text, fields),
  };
};

/** Schedules and people send what they like: only what is understood counts. */
const requestOf = (input: unknown): Request => {
  const instances = own(input, 'instances');
  if (!Array.isArray(instances)) return {};
  return { instances: instances.filter((id): id is string => typeof id === 'string' && isInstanceId(id)) };
};

const summaryOf = ({ run, done, failures }: State) => ({ run, done, failures });

/**
 * Makes and deletes snapshots, and reads none. `{ begin, run, machine }` gives the state of a run, `{ take }` and
 * `{ release }` the one after, `{ end }` its summary.
 */
export const handler = async (payload: unknown, context: Context): Promise<unknown> => {
  logger.addContext(context);
  const alive = pong(payload);
  if (alive) return alive;
  const connected = connect(context);
  for (const [step, next] of [
    ['take', take],
    ['release', releaseRun],
  ] as const) {
    const state = own(payload, step);
    if (state !== undefined) return next(connected, state as State);
  }
  const done = own(payload, 'end');
  if (done !== undefined) {
    logger.info('run ends', summaryOf(done as State));
    return summaryOf(done as State);
  }
  const [run, machine] = [String(own(payload, 'run')), String(own(payload, 'machine'))];
  const state = await beginRun(connected, requestOf(own(payload, 'begin')), run, machine);
  logger.info('run begins', { run, queued: state.queue.length });
  return state;
};
