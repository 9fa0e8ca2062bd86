import { decide } from '../core/workloads/decide.ts';
import type { Machine } from './instances.ts';
import type { ScanEntry } from './scan-log.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A machine that has just been started is still being set up. */
const NEW_MS = 15 * MINUTE_MS;
/** Runs begin hourly, a little earlier or later: a scan a day must not become one in 25 hours. */
const SLACK_MS = 30 * MINUTE_MS;
const FAILED_MS = 6 * HOUR_MS;

interface When {
  readonly now: number;
  readonly everyHours: number;
  readonly skipTags: readonly string[];
  /** Releases for which there are advisories. */
  readonly releases: readonly string[];
}

const isOver = (entry: ScanEntry, { now, everyHours }: When): boolean => {
  const every = everyHours * HOUR_MS;
  const wait = entry.status === 'Failed' ? Math.min(every, FAILED_MS) : every;
  return now - Date.parse(entry.at) >= wait - SLACK_MS;
};

/** What it lacked last time is there now. */
const hasData = ({ lacking = [] }: ScanEntry, { releases }: When): boolean =>
  lacking.some((release) => releases.includes(release));

/**
 * Whether it is time to look at a machine: none has been scanned, its time is over, somebody has tagged it or taken the tag
 * away, or advisories that were lacking are there.
 */
export const isDue = (machine: Machine, entry: ScanEntry | undefined, when: When): boolean => {
  if (when.everyHours === 0) return false;
  const decision = decide(machine, when.skipTags);
  if (!entry) return when.now - machine.launchedAt >= NEW_MS;
  const isSkipped = !decision.scan && decision.status === 'Skipped';
  if (isSkipped !== (entry.status === 'Skipped')) return true;
  return isOver(entry, when) || hasData(entry, when);
};
