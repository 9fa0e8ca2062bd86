import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { classify, message } from '../core/errors.ts';
import { type Catalogue, type Finding, findingsOf } from '../core/finding.ts';
import type { ClosedRecord, Sink } from './sink.ts';
import {
  type Pending,
  type Publication,
  publicationOf,
  type RefusalRecord,
  SINKS,
  type SinkName,
  samePending,
} from './stream.ts';

type Fields = Record<string, unknown>;

/** What the publisher needs from outside. */
export interface Publisher {
  readonly catalogue: Catalogue;
  readonly sinks: Readonly<Record<SinkName, Sink>>;
  readonly announce: (refusal: RefusalRecord) => Promise<void>;
  /** Writes into the ledger record what is still to be published, which wakes the publisher again. */
  readonly mark: (record: Publication['record'], pending: Pending) => Promise<void>;
  readonly log: Readonly<Record<'info' | 'warn' | 'error', (message: string, fields: Fields) => void>>;
  readonly count: (sink: SinkName | 'stream') => void;
}

/** A batch that has less time left than this is handed back rather than cut off between two sinks. */
const RESERVE_MS = 10_000;

/** Trying again helps neither a refusal nor a fault of our own in this very record. */
const isPermanent = (error: unknown): boolean =>
  classify(error) !== 'transient' || error instanceof TypeError || error instanceof RangeError;

/** The fields of a finding that are logged; nothing that a caller chose freely is among them. */
const logged = ({ id, template, severity, status, account, region, resource, ...more }: Finding) => {
  const { violating, remediation, eventId, openedAt, closedAt } = more;
  const facts = { id, template, severity, status, account, region, resource: resource.arn };
  return { finding: { ...facts, violating: violating.length, remediation, eventId, openedAt, closedAt } };
};

/** Publishes to one sink; returns the templates that are worth another try. */
const toSink = async (
  { sinks, log, count }: Publisher,
  sink: SinkName,
  findings: readonly Finding[],
  record: ClosedRecord,
): Promise<readonly string[]> => {
  if (findings.length === 0) return [];
  const untaken = await sinks[sink](findings, record).catch(
    (error: unknown) => new Map(findings.map(({ template }) => [template, error])),
  );
  return [...untaken].flatMap(([template, error]) => {
    const fields = { sink, resource: record.resource, n: record.n, template, reason: message(error) };
    if (!isPermanent(error)) {
      log.warn('not published yet', fields);
      return [template];
    }
    log.error('not published', fields);
    count(sink);
    return [];
  });
};

const publishFindings = async (
  publisher: Publisher,
  record: ClosedRecord,
  pending: Pending | undefined,
): Promise<Pending> => {
  const findings = findingsOf(record, publisher.catalogue);
  const left = await Promise.all(
    SINKS.map(async (sink) => {
      const due = pending ? findings.filter(({ template }) => pending[sink]?.includes(template)) : findings;
      return [sink, await toSink(publisher, sink, due, record)] as const;
    }),
  );
  if (!pending) for (const finding of findings) publisher.log.info('finding', logged(finding));
  return Object.fromEntries(left.filter(([, templates]) => templates.length > 0));
};

const publishRefusal = async (
  { announce, log, count }: Publisher,
  refusal: RefusalRecord,
): Promise<Pending> => {
  const { kind, eventId, account, region } = refusal;
  try {
    await announce(refusal);
    log.info('refusal', { refusal: { kind, eventId, account, region } });
    return {};
  } catch (error) {
    const fields = { sink: 'eventBridge', eventId, reason: message(error) };
    if (!isPermanent(error)) {
      log.warn('not announced yet', fields);
      return { eventBridge: ['refusal'] };
    }
    log.error('not announced', fields);
    count('eventBridge');
    return {};
  }
};

/**
 * Publishes one record; false when Lambda is to bring it again.
 *
 * What a sink has failed is written into the record itself. That wakes the publisher with a new stream record, for
 * these sinks alone: what was published is not repeated, a sink that is down holds up no other, nothing is read, and
 * the ledger shows what is still owed. Only when a try brings no progress does the record wait for Lambda's back-off.
 */
const publish = async (publisher: Publisher, { record, pending }: Publication): Promise<boolean> => {
  const left =
    record.state === 'REFUSED'
      ? await publishRefusal(publisher, record)
      : await publishFindings(publisher, record, pending);
  const allDone = Object.keys(left).length === 0;
  if (allDone && !pending) return true;
  if (!allDone && samePending(left, pending)) return false;
  await publisher.mark(record, left);
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

/**
 * The handler of the ledger's stream, with `ReportBatchItemFailures`. Lambda brings everything from the first record
 * that failed again, so the batch ends there: the order stays, and nothing behind it is published twice.
 */
export const createHandler =
  (publisher: Publisher) =>
  async (
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
