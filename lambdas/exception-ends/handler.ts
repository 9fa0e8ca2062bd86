import { Logger } from '@aws-lambda-powertools/logger';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { awsHttp } from '../adapters/aws-http.ts';
import { callOnce } from '../adapters/call-once.ts';
import { environment, placeOf, pong } from '../adapters/runtime.ts';
import { classify, message } from '../core/base/errors.ts';
import type { Place } from '../core/base/resource-type.ts';
import { RESOURCE_TYPES } from '../resource-types/catalogue.ts';
import { lookAfter } from './plan.ts';

const client = new SchedulerClient(awsHttp());
const logger = new Logger();
const prefix = environment('SCHEDULES');
const role = environment('SCHEDULER_ROLE_ARN');
/** ARNs of fixers by resource type; a type whose templates are all off has none. */
const fixers = JSON.parse(environment('FIXERS')) as Readonly<Record<string, string>>;
const types = RESOURCE_TYPES.map(({ type }) => type);

const order = async (record: DynamoDBRecord, place: Place): Promise<void> => {
  const look = lookAfter(record, { types, place, now: Date.now() });
  const target = look && fixers[look.kind];
  if (!look || !target) return;
  await callOnce(client, {
    name: `${prefix}${look.key}`,
    description: 'Drawbridge: an exception has ended',
    at: look.at,
    target,
    role,
    input: { look: { id: look.id } },
  });
};

/** False when Lambda is to bring the record again. */
const handle = async (record: DynamoDBRecord, place: Place): Promise<boolean> => {
  try {
    await order(record, place);
    return true;
  } catch (error) {
    const reason = message(error);
    // The next sweep closes what is open then.
    if (classify(error) === 'permanent') logger.error('not ordered', { keys: record.dynamodb?.Keys, reason });
    return classify(error) === 'permanent';
  }
};

/**
 * A batch of the stream of exceptions in, with `ReportBatchItemFailures`: for each a one-time schedule is made that has the
 * resource judged again when the exception is over. `{ ping }` in: the version back.
 */
export const handler = async (
  event: DynamoDBStreamEvent,
  context: Context,
): Promise<DynamoDBBatchResponse | unknown> => {
  const alive = pong(event);
  if (alive) return alive;
  const place = placeOf(context);
  for (const record of event.Records)
    if (!(await handle(record, place)))
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
  return { batchItemFailures: [] };
};
