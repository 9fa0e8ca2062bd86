import { Logger } from '@aws-lambda-powertools/logger';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { awsHttp } from '../adapters/aws-http.ts';
import { numberedLog } from '../adapters/numbered-log.ts';
import { loadPolicy } from '../adapters/policy.ts';
import { deadlineOf, environment, placeOf, pong } from '../adapters/runtime.ts';
import { VERSION } from '../adapters/version.ts';
import { message } from '../core/base/errors.ts';
import { own } from '../core/base/json.ts';
import { accountArn, accountRecord } from '../core/ledger/account.ts';
import { isUnfinished, type LedgerRecord } from '../core/ledger/record.ts';
import type { Sweep } from '../core/sweep/sweep.ts';
import { begin, requestOf } from './begin.ts';
import { countExceptions, findingsOf, RUNS, type Run, runOf } from './end.ts';
import { redrive } from './redrive.ts';
import { findTrail } from './trail.ts';
import { takeTurn } from './turn.ts';

/** Time kept back for the rest when dead letters are many, in milliseconds. */
const RESERVE_MS = 20_000;

const logger = new Logger();
const policy = loadPolicy();
const table = environment('LEDGER_TABLE');
const kinds = environment('KINDS').split(' ');
const dynamodb = new DynamoDBClient(awsHttp());
const runs = numberedLog<Run>(dynamodb, table);
const ledger = numberedLog<LedgerRecord & { readonly open?: string }>(dynamodb, table);
const cloudTrail = new CloudTrailClient(awsHttp());
const sfn = new SFNClient(awsHttp());
const letters = {
  sqs: new SQSClient(awsHttp()),
  lambda: new LambdaClient(awsHttp()),
  streams: new DynamoDBStreamsClient(awsHttp()),
  queueUrl: environment('DEAD_LETTERS'),
  publisherArn: environment('PUBLISHER_ARN'),
  latest: ledger.latest,
  log: (text: string, fields: Readonly<Record<string, unknown>>) => logger.warn(text, fields),
};

const start = async (input: unknown, execution: string, context: Context): Promise<Sweep> => {
  await takeTurn(dynamodb, sfn, table, execution);
  const request = requestOf(input, kinds);
  const latest = await runs.latest(RUNS);
  const sweep = begin(request, kinds, policy.sweep.first, latest, new Date().toISOString());
  const deadline = deadlineOf(context, RESERVE_MS);
  const isWhole = kinds.every((kind) => sweep.kinds.includes(kind));
  await redrive(letters, { kinds: sweep.kinds, isWhole, deadline });
  logger.info('sweep begins', { kinds: sweep.kinds, max: sweep.max });
  return sweep;
};

/** Writes the next entry of a log; another sweep that ends at the same time may be faster. */
const write = async <Entry extends { readonly resource: string; readonly n: number }>(
  log: ReturnType<typeof numberedLog<Entry>>,
  resource: string,
  next: (latest: Entry | undefined) => Entry | undefined,
): Promise<void> => {
  for (;;) {
    const entry = next(await log.latest(resource));
    if (!entry || (await log.append(entry))) return;
  }
};

/** Only a dashboard shows the figure. Without it the sweep has still done its work. */
const count = async (): Promise<void> => {
  if (!policy.dashboard) return;
  const custom = policy.customTemplates.map(({ id }) => id);
  const templates = new Set([...environment('TEMPLATES').split(' '), ...custom]);
  const bounds = { templates, maxDays: policy.exceptions.maxDays, now: Date.now() };
  try {
    await countExceptions(dynamodb, environment('EXCEPTIONS_TABLE'), bounds);
  } catch (error) {
    logger.warn('exceptions cannot be counted', { reason: message(error) });
  }
};

const finish = async (sweep: Sweep, execution: string, context: Context) => {
  const place = placeOf(context);
  const sources = environment('EVENT_SOURCES').split(' ');
  const verdict = await findTrail(cloudTrail, place.region, sources);
  if ('unreadable' in verdict) logger.warn('trails cannot be read', { reason: verdict.unreadable });
  const findings = findingsOf(sweep, kinds, policy.sweep, verdict);
  const now = Date.now();
  const writer = { place, version: VERSION, now, keepDays: policy.retention.ledgerDays };
  await write(ledger, accountArn(place), (latest) => {
    const record = accountRecord(findings, latest, writer);
    return record && isUnfinished(record) ? { ...record, open: record.kind } : record;
  });
  const { everyHours } = policy.sweep;
  await write(runs, RUNS, (latest) => runOf(sweep, latest, { execution, place, now, everyHours }));
  await count();
  const { tally, failures, startedAt } = sweep;
  const summary = { startedAt, kinds: sweep.kinds, tally, failures };
  logger.info('sweep ends', summary);
  return summary;
};

/** `{ begin, execution }`, the request of a sweep, gives the sweep; `{ end, execution }`, a sweep, gives its summary. */
export const handler = async (payload: unknown, context: Context): Promise<unknown> => {
  logger.addContext(context);
  const alive = pong(payload);
  if (alive) return alive;
  const done = own(payload, 'end');
  if (done === undefined) return start(own(payload, 'begin'), String(own(payload, 'execution')), context);
  return finish(done as Sweep, String(own(payload, 'execution')), context);
};
