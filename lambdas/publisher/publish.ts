import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { message } from '../core/base/errors.ts';
import { both, isEmpty, type Pending, samePending } from './pending.ts';
import type { ClosedRecord } from './sink.ts';
import { type Publication, publicationOf, type RefusalRecord } from './stream.ts';
import { isPermanent, isPublished, type Left, type Outlets, publishFindings } from './to-sinks.ts';

/** A finding that a sink has refused, for a person to mend the cause. */
export interface Unpublished {
  readonly record: ClosedRecord;
  readonly refused: Pending;
  readonly reason: string;
}

/** One record of the ledger. */
interface Entry {
  readonly resource: string;
  readonly n: number;
}

/** What the publisher needs from outside. */
export interface Publisher extends Outlets {
  readonly announce: (refusal: RefusalRecord) => Promise<void>;
  readonly announceUnpublished: (unpublished: Unpublished) => Promise<void>;
  /** Writes into the ledger record what is still to be published; what is `pending` wakes the publisher again. */
  readonly mark: (record: Entry, pending: Pending, owed: Pending) => Promise<void>;
  /** A finished record of the ledger with what is still to be published of it. */
  readonly recall: (entry: Entry) => Promise<(Publication & { readonly record: ClosedRecord }) | undefined>;
}

/** A batch that has less time left than this is handed back rather than cut off between two sinks. */
const RESERVE_MS = 10_000;

const publishRefusal = async ({ announce, log, count }: Publisher, refusal: RefusalRecord): Promise<Left> => {
  const { kind, eventId, account, region } = refusal;
  try {
    await announce(refusal);
    log.info('refusal', { refusal: { kind, eventId, account, region } });
    return { pending: {}, refused: {} };
  } catch (error) {
    log.warn('not announced yet', { sink: 'eventBridge', eventId, reason: message(error) });
    if (isPermanent(error)) count('eventBridge');
    return { pending: { eventBridge: ['refusal'] }, refused: {} };
  }
};

/**
 * Announces what a sink has refused, so that it ends in the dead-letter queue and its alarm. What cannot be announced, as
 * EventBridge itself refuses, is tried on: the stream brings it to the dead-letter queue in the end.
 */
const announced = async (publisher: Publisher, record: ClosedRecord, left: Left): Promise<Left> => {
  const { refused, reason = 'no reason given' } = left;
  if (isEmpty(refused)) return left;
  try {
    await publisher.announceUnpublished({ record, refused, reason });
    return left;
  } catch (error) {
    publisher.log.warn('not announced yet', { resource: record.resource, reason: message(error) });
    return { ...left, pending: both(left.pending, refused), refused: {} };
  }
};

const attempt = async (publisher: Publisher, { record, pending }: Publication): Promise<Left> =>
  record.state === 'REFUSED'
    ? publishRefusal(publisher, record)
    : announced(publisher, record, await publishFindings(publisher, record, pending));

/**
 * Publishes one record; false when Lambda is to bring it again.
 *
 * What a sink has failed is written into the record itself. That wakes the publisher with a new stream record, for
 * these sinks alone: what was published is not repeated, a sink that is down holds up no other, nothing is read, and
 * the ledger shows what is still owed. Only when a try brings no progress does the record wait for Lambda's back-off.
 */
const publish = async (publisher: Publisher, publication: Publication): Promise<boolean> => {
  const { record, pending, owed = {} } = publication;
  const left = await attempt(publisher, publication);
  if (isPublished(left) && !pending) return true;
  if (!isEmpty(left.pending) && samePending(left.pending, pending)) return false;
  await publisher.mark(record, left.pending, both(owed, left.refused));
  return true;
};

const handle = async (publisher: Publisher, record: DynamoDBRecord): Promise<boolean> => {
  let publication: Publication | undefined;
  try {
    publication = publicationOf(record);
  } catch (error) {
    publisher.log.error('malformed', { reason: message(error), sequence: record.dynamodb?.SequenceNumber });
    publisher.count('stream');
    return true;
  }
  if (!publication) return true;
  const { resource, n } = publication.record;
  try {
    return await publish(publisher, publication);
  } catch (error) {
    publisher.log.warn('not published yet', { resource, n, reason: message(error) });
    return false;
  }
};

/** Publishes what sinks have refused or failed of one record, now that the cause may be mended. False if some still do. */
const republish = async (publisher: Publisher, entry: Entry): Promise<boolean> => {
  const publication = await publisher.recall(entry);
  if (!publication) return true;
  const { record, pending = {}, owed = {} } = publication;
  const due = both(pending, owed);
  if (isEmpty(due)) return true;
  const left = await publishFindings(publisher, record, due);
  await publisher.mark(record, left.pending, left.refused);
  return isPublished(left);
};

/** Asks to publish what is still owed of one record of the ledger. */
export interface Republish {
  readonly republish: Entry;
}

/**
 * The handler of the ledger's stream, with `ReportBatchItemFailures`. Lambda brings everything from the first record
 * that failed again, so the batch ends there: the order stays, and nothing behind it is published twice.
 * `{ republish: { resource, n } }` publishes what is still owed of one record, and answers `{ published }`.
 */
export const createHandler =
  (publisher: Publisher) =>
  async (
    event: DynamoDBStreamEvent | Republish,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<DynamoDBBatchResponse | { readonly published: boolean }> => {
    if ('republish' in event) return { published: await republish(publisher, event.republish) };
    for (const [i, record] of event.Records.entries()) {
      const late = i > 0 && context.getRemainingTimeInMillis() < RESERVE_MS;
      if (late || !(await handle(publisher, record)))
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
    return { batchItemFailures: [] };
  };
