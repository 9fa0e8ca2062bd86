import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { message } from '../core/base/errors.ts';
import { both, isEmpty, type Owed, type SinkName } from './owed.ts';
import { type Publication, type PublishedRecord, type RefusalRecord, recordOf } from './stream.ts';
import { isPermanent, type Left, type Outlets, publishFindings } from './to-sinks.ts';
import type { Wake } from './wake.ts';

/** One record of the ledger. */
export interface Entry {
  readonly resource: string;
  readonly n: number;
}

/** What was not published, for a person to mend the cause. */
export interface Unpublished {
  readonly record: Entry;
  readonly owed: Owed;
  readonly reason: string;
}

/** What the publisher needs from outside. */
export interface Publisher extends Outlets {
  /** Puts a refusal where somebody sees it. */
  readonly announce: (refusal: RefusalRecord) => Promise<void>;
  readonly announceUnpublished: (unpublished: Unpublished) => Promise<void>;
  /** Starts a sweep over what a function has handed over. */
  readonly startSweep: (refusal: RefusalRecord) => Promise<void>;
  /** Writes into the ledger what is owed of a record; its index holds the record until nothing is. */
  readonly mark: (record: Entry, owed: Owed, announced: boolean) => Promise<void>;
  /** A finished record of the ledger with what is owed of it. */
  readonly recall: (entry: Entry) => Promise<Publication | undefined>;
  /** The finished records of the same resource that came after it, oldest first. */
  readonly newer: (entry: Entry) => Promise<readonly Publication[]>;
  /** Records of which something is owed, by resource and number; at most so many as one call can deal with. */
  readonly owing: () => Promise<readonly Entry[]>;
  readonly wake: Wake;
}

/** A batch that has less time left than this is handed back rather than cut off between two sinks. */
export const RESERVE_MS = 20_000;

const publishRefusal = async (publisher: Publisher, refusal: RefusalRecord): Promise<Left> => {
  const { announce, startSweep, log, count } = publisher;
  const { kind, eventId, account, region, handedTo } = refusal;
  const sink: SinkName = handedTo ? 'sweep' : 'alarm';
  try {
    await (handedTo ? startSweep : announce)(refusal);
    log.info('refusal', { refusal: { kind, eventId, account, region } });
    return { failed: {}, refused: {} };
  } catch (error) {
    log.warn('not announced yet', { sink, eventId, reason: message(error) });
    const owed = { [sink]: ['refusal'] };
    if (!isPermanent(error)) return { failed: owed, refused: {} };
    count(sink);
    return { failed: {}, refused: owed, reason: `${sink}: ${message(error)}` };
  }
};

const deliver = (publisher: Publisher, record: PublishedRecord, due: Owed | undefined): Promise<Left> =>
  record.state === 'REFUSED' ? publishRefusal(publisher, record) : publishFindings(publisher, record, due);

/** Tells a person; false where even that fails, which is tried again with the next attempt. */
const announced = async (publisher: Publisher, unpublished: Unpublished): Promise<boolean> => {
  try {
    await publisher.announceUnpublished(unpublished);
    return true;
  } catch (error) {
    publisher.log.warn('not announced yet', {
      resource: unpublished.record.resource,
      reason: message(error),
    });
    return false;
  }
};

/** What cannot be tried again by itself needs a person: it stays owed, and the next that is owed tries again. */
const wakeLater = async (publisher: Publisher, record: PublishedRecord, owed: Owed): Promise<void> => {
  try {
    await publisher.wake.order();
  } catch (error) {
    const reason = `It cannot be tried again by itself: ${message(error)}`;
    publisher.log.error('no wake-up', { resource: record.resource, reason });
    await announced(publisher, { record, owed, reason });
  }
};

/**
 * Publishes one record, or what is `due` of it. Whatever a sink does not take is written into the record itself, in one
 * attribute that an index finds: a sink that is down holds up no other, no other resource and not the alarm. A refusal
 * that stays is announced, once. Answers with what is still owed, `held` included, which has to wait for its turn.
 */
export const settle = async (
  publisher: Publisher,
  { record, owed: due, announced: wasAnnounced = false }: Publication,
  held: Owed = {},
): Promise<Owed> => {
  const { failed, refused, reason = 'no reason given' } = await deliver(publisher, record, due);
  const owed = both(held, both(failed, refused));
  if (isEmpty(owed) && !due) return owed;
  const isNew = !wasAnnounced && !isEmpty(refused);
  const told = isNew ? await announced(publisher, { record, owed: refused, reason }) : wasAnnounced;
  await publisher.mark(record, owed, told);
  if (!isEmpty(owed) && !due) await wakeLater(publisher, record, owed);
  return owed;
};

const keyOf = ({ dynamodb }: DynamoDBRecord): Entry => ({
  resource: dynamodb?.Keys?.['resource']?.S ?? '',
  n: Number(dynamodb?.Keys?.['n']?.N ?? 0),
});

/** Trying again does not help, and a person has to know. */
const malformed = async (publisher: Publisher, entry: Entry, error: unknown): Promise<void> => {
  publisher.log.error('malformed', { ...entry, reason: message(error) });
  publisher.count('stream');
  await announced(publisher, { record: entry, owed: {}, reason: message(error) });
};

const readable = async (publisher: Publisher, record: DynamoDBRecord) => {
  try {
    return recordOf(record);
  } catch (error) {
    await malformed(publisher, keyOf(record), error);
    return undefined;
  }
};

/** False when Lambda is to bring the record again: only where the ledger itself could not be written. */
const handle = async (publisher: Publisher, record: DynamoDBRecord): Promise<boolean> => {
  const published = await readable(publisher, record);
  if (!published) return true;
  try {
    await settle(publisher, { record: published });
    return true;
  } catch (error) {
    const entry = keyOf(record);
    publisher.log.warn('not published yet', { ...entry, reason: message(error) });
    const isOurFault = error instanceof TypeError || error instanceof RangeError;
    if (isOurFault) await malformed(publisher, entry, error);
    return isOurFault;
  }
};

/**
 * The handler of the ledger's stream, with `ReportBatchItemFailures`. Lambda brings everything from the first record
 * that failed again, so the batch ends there: the order stays, and nothing behind it is published twice.
 */
export const publishBatch = async (
  publisher: Publisher,
  { Records }: DynamoDBStreamEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<DynamoDBBatchResponse> => {
  for (const [i, record] of Records.entries()) {
    const late = i > 0 && context.getRemainingTimeInMillis() < RESERVE_MS;
    if (late || !(await handle(publisher, record)))
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
  }
  return { batchItemFailures: [] };
};
