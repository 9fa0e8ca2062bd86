import { type Policy, type Scan, scanningTemplates, settingsOf } from '../core/base/policy.ts';
import { nextEntry } from '../core/ledger/next-entry.ts';
import type { FindingState, LedgerRecord } from '../core/ledger/record.ts';
import { type BucketPart, key } from '../resource-types/s3-bucket/model.ts';

/** A bucket that is opened again and again is looked into once an hour: each job costs. */
const isFirst = ({ recent }: FindingState): boolean => (recent?.times.length ?? 1) <= 1;

/** The templates that remediation `n` has closed and whose finding is still to tell what was exposed; none of a bucket that is gone. */
export const dueOf = ({ findings, gone }: LedgerRecord, n: number, policy: Policy): readonly string[] =>
  scanningTemplates(policy).filter((template) => {
    const state = Object.hasOwn(findings, template) ? findings[template] : undefined;
    return !gone && state?.status === 'REMEDIATED' && state.n === n && !state.scanned && isFirst(state);
  });

/** One job for all templates that ask for one on the same bucket: the most that any of them wants. */
export const settingsFor = (templates: readonly string[], policy: Policy): Scan => {
  const scans = templates.flatMap((template) => settingsOf(policy, template).scan ?? []);
  return {
    samplingPercentage: Math.max(...scans.map(({ samplingPercentage }) => samplingPercentage)),
    maxGigabytes: Math.max(...scans.map(({ maxGigabytes }) => maxGigabytes)),
  };
};

const noted = (state: FindingState, words: string): FindingState => ({
  ...state,
  note: [state.note, words].filter((sentence) => sentence).join(' '),
  scanned: true,
});

/** What the newest entry has left of the bucket. */
const partsLeft = ({ before, removed, added = [] }: LedgerRecord): readonly unknown[] => {
  const gone = new Set((removed as readonly BucketPart[]).map(key));
  return [...(before as readonly BucketPart[]).filter((part) => !gone.has(key(part))), ...added];
};

/**
 * The next entry of the bucket's log, which only adds `words` to the notes of `templates`. Who opened what and when it
 * was closed is told as `closed` has it, the entry that closed it; `now` in epoch milliseconds.
 */
export const followUp = (
  latest: LedgerRecord,
  closed: LedgerRecord,
  {
    templates,
    words,
    version,
    now,
  }: {
    readonly templates: readonly string[];
    readonly words: string;
    readonly version: string;
    readonly now: number;
  },
): LedgerRecord => {
  const { account, region, kept, goneAt, expires } = latest;
  const { eventId, eventName, actor, openedAt, closedAt } = closed;
  const writer = { place: { account, region }, version, now, keepDays: 0 };
  return nextEntry(latest, latest, writer, {
    state: 'CLOSED',
    ...(eventId && { eventId }),
    ...(eventName && { eventName }),
    ...(actor && { actor }),
    ...(openedAt && { openedAt }),
    ...(closedAt && { closedAt }),
    ...(goneAt && { goneAt }),
    before: partsLeft(latest),
    removed: [],
    kept,
    findings: Object.fromEntries(
      Object.entries(latest.findings).map(([template, state]) => [
        template,
        templates.includes(template) ? noted(state, words) : state,
      ]),
    ),
    changed: [...templates].sort(),
    expires,
  });
};
