import type { Context } from 'aws-lambda';
import { message } from '../core/base/errors.ts';
import { isQuiet } from '../core/ledger/finding.ts';
import { isEmpty, type SinkName, some } from './owed.ts';
import { type Entry, type Publisher, RESERVE_MS, settle } from './publish.ts';
import type { Publication } from './stream.ts';
import { nextDelay } from './wake.ts';

/** A later record has told that sink of the same template already: what came before is no news any more. */
const isOvertaken = (sink: SinkName, template: string, { record, owed }: Publication): boolean =>
  record.state === 'CLOSED' &&
  record.changed.includes(template) &&
  !isQuiet(record, { template }) &&
  !owed?.[sink]?.includes(template);

/** Sinks that have failed for an older record of the resource: the newer one has to wait for its turn. */
type Blocked = Map<string, Set<SinkName>>;

const payOne = async (publisher: Publisher, entry: Entry, blocked: Blocked): Promise<boolean> => {
  const publication = await publisher.recall(entry);
  if (!publication?.owed || isEmpty(publication.owed)) return true;
  const newer = publication.record.state === 'CLOSED' ? await publisher.newer(entry) : [];
  const waits = blocked.get(entry.resource) ?? new Set();
  const wanted = some(
    publication.owed,
    (sink, template) => !newer.some((later) => isOvertaken(sink, template, later)),
  );
  const due = some(wanted, (sink) => !waits.has(sink));
  const held = some(wanted, (sink) => waits.has(sink));
  if (isEmpty(due) && !isEmpty(held)) return false;
  const left = await settle(publisher, { ...publication, owed: due }, held);
  blocked.set(entry.resource, new Set([...waits, ...(Object.keys(left) as SinkName[])]));
  return isEmpty(left);
};

const tryPay = async (publisher: Publisher, entry: Entry, blocked: Blocked): Promise<boolean> => {
  try {
    return await payOne(publisher, entry, blocked);
  } catch (error) {
    publisher.log.warn('still owed', { ...entry, reason: message(error) });
    return false;
  }
};

/** Asks to publish what is owed of one record, or of all; `delay` is how long the last wake-up waited, in seconds. */
export type Pay = { readonly owed: { readonly delay?: number } | Entry };

const isEntry = (owed: Pay['owed']): owed is Entry => 'resource' in owed;

/**
 * Publishes what is owed, oldest first for each resource. While something stays owed a wake-up is ordered, each twice as
 * late as the one before; none where nothing is.
 */
export const payOwed = async (
  publisher: Publisher,
  { owed }: Pay,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<{ readonly published: boolean }> => {
  const blocked: Blocked = new Map();
  if (isEntry(owed)) return { published: await tryPay(publisher, owed, blocked) };
  await publisher.wake.clear();
  let failed = 0;
  for (const entry of await publisher.owing()) {
    if (context.getRemainingTimeInMillis() < RESERVE_MS) break;
    if (!(await tryPay(publisher, entry, blocked))) failed += 1;
  }
  const { length: left } = await publisher.owing();
  // Whatever had no time, or has come since, is not the sinks' fault and need not wait longer.
  if (left > 0) await publisher.wake.order(left > failed ? undefined : nextDelay(owed.delay));
  return { published: left === 0 };
};
