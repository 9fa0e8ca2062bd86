import { Busy } from '../core/base/errors.ts';
import { own } from '../core/base/json.ts';
import type { Policy, Scan } from '../core/base/policy.ts';
import type { Clock } from '../core/base/ports.ts';
import type { Ledger } from '../core/ledger/ports.ts';
import type { LedgerRecord } from '../core/ledger/record.ts';
import { LAG_MS } from '../core/remediate/hold.ts';
import { dueOf, followUp, settingsFor } from './follow-up.ts';
import type { Job } from './job.ts';
import { isKnown, outcomeOf, whyNoJob } from './messages.ts';
import type { Size, Unknown } from './size.ts';

/** What the scan needs from outside. */
export interface Scanner {
  readonly policy: Policy;
  readonly ledger: Pick<Ledger, 'latest' | 'append'> & {
    entry(resource: string, n: number): Promise<LedgerRecord | undefined>;
  };
  readonly size: (bucket: string, now: number) => Promise<Size | Unknown>;
  readonly start: (closed: LedgerRecord, samplingPercentage: number) => Promise<Job>;
  readonly clock: Clock;
  readonly version: string;
}

/** Another function may be at the same bucket; it needs a second or two. */
const TRIES = 8;
const PAUSE_MS = 1000;

/** The remediation that a published finding tells of; undefined for anything else. */
export const remediationIn = (
  detail: unknown,
): { readonly resource: string; readonly n: number } | undefined => {
  const resource = own(own(detail, 'resource'), 'arn');
  const id = own(detail, 'id');
  const n = typeof id === 'string' ? Number(id.split('/').at(-2)) : Number.NaN;
  return typeof resource === 'string' && n > 0 ? { resource, n } : undefined;
};

const look = async (scanner: Scanner, closed: LedgerRecord, scan: Scan): Promise<string> => {
  const { region } = closed;
  const size = await scanner.size(closed.id, scanner.clock.now());
  const reason = whyNoJob(size, scan, region);
  if (reason !== undefined || !isKnown(size)) return reason ?? '';
  return outcomeOf(await scanner.start(closed, scan.samplingPercentage), size, scan, region);
};

/**
 * A read of the bucket may still show what was removed a moment ago, and a fixer tells by the newest entry: one that has
 * removed nothing must not take its place too soon.
 */
const waitForReads = async (clock: Clock, { closedAt = '' }: LedgerRecord): Promise<void> => {
  const left = Date.parse(closedAt) + LAG_MS - clock.now();
  if (left > 0) await clock.sleep(Math.min(left, LAG_MS));
};

const tell = async (scanner: Scanner, closed: LedgerRecord, words: string): Promise<readonly string[]> => {
  const { ledger, policy, clock, version } = scanner;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const latest = await ledger.latest(closed.resource);
    const templates = latest ? dueOf(latest, closed.n, policy) : [];
    if (!latest || templates.length === 0) return [];
    const entry = followUp(latest, closed, { templates, words, version, now: clock.now() });
    if (latest.state === 'CLOSED' && (await ledger.append(entry))) return templates;
    await clock.sleep(PAUSE_MS);
  }
  throw new Busy(`${closed.resource} is being remediated all the time; Lambda tries again`);
};

/**
 * Looks into a bucket that remediation `n` has closed, and puts what came of it into the findings. The ledger is asked
 * what there is to do, not the event: anybody who may put events can write one, and a follow-up brings one of its own.
 * Answers what was noted, and for which findings: for none where everything is told already, or where the bucket has
 * changed again meanwhile. Throws only what Lambda should try again.
 */
export const scanBucket = async (
  scanner: Scanner,
  { resource, n }: { readonly resource: string; readonly n: number },
): Promise<{ readonly templates: readonly string[]; readonly words?: string }> => {
  const latest = await scanner.ledger.latest(resource);
  const due = latest ? dueOf(latest, n, scanner.policy) : [];
  const closed = due.length > 0 ? await scanner.ledger.entry(resource, n) : undefined;
  if (!closed) return { templates: [] };
  const words = await look(scanner, closed, settingsFor(due, scanner.policy));
  await waitForReads(scanner.clock, closed);
  return { templates: await tell(scanner, closed, words), words };
};
