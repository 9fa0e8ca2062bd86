import { endOf } from '../lambdas/core/exclusions/exceptions.ts';
import { UsageError } from './exit.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const DAY_MS = 86_400_000;

/** `90m`, `24h` or `7d` in milliseconds. */
const spanOf = (text: string): number | undefined => {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 0);
};

/** How a time can be written on the command line. */
export const TIMES = '24h, 7d, 2027-01-31 or 2027-01-31T09:00:00Z';

/** An end as it goes into the table: a day stays a day. Throws a UsageError for what is no time, past, or too far away. */
export const untilOf = (text: string, maxDays: number, now = Date.now()): string => {
  const span = spanOf(text);
  const until = span === undefined ? text : new Date(now + span).toISOString();
  const end = endOf(until);
  if (Number.isNaN(end)) throw new UsageError(`--until ${text} is no time in UTC. Write ${TIMES}.`);
  if (end <= now) throw new UsageError(`--until ${text} is past. Name a time to come.`);
  const latest = new Date(now + maxDays * DAY_MS).toISOString();
  if (end > Date.parse(latest))
    throw new UsageError(
      `--until ${text} is more than ${maxDays} days away, which is the policy's exceptions.maxDays. The latest is ${latest.replace(/\.\d+Z$/, 'Z')}; what is left alone for longer belongs into the policy file.`,
    );
  return until;
};

/** The beginning of a time in epoch milliseconds: so long ago, a day's first moment, or a time. */
export const sinceOf = (text: string, now = Date.now()): number => {
  const span = spanOf(text);
  if (span !== undefined) return now - span;
  const time = Number.isNaN(endOf(text)) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError(`--since ${text} is no time in UTC. Write ${TIMES}.`);
  return time;
};
