import { UsageError } from '../../exit.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const DAY_MS = 86_400_000;

/**
 * A time of `--since` or `--until` in epoch milliseconds: so long ago, a day, or a time. One without a zone is on the clock
 * of this machine, as that of the client's log is. Throws a UsageError for what is no time.
 */
export const logTime = (option: '--since' | '--until', text: string, now = Date.now()): number => {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  const iso = text.trim().replaceAll('/', '-').replace(' ', 'T');
  const isDay = /^\d{4}-\d\d-\d\d$/.test(iso);
  const time = /^\d{4}-\d\d-\d\d/.test(iso) ? Date.parse(isDay ? `${iso}T00:00` : iso) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(
      `${option} ${text} is no time. Write "2026/03/02 09:14:05" as in the log, 2026-03-02T09:14:05Z, 2026-03-02 or 15m.`,
    );
  if (option === '--since') return time;
  if (isDay) return time + DAY_MS - 1;
  // The log has fractions of the second that somebody has read off it.
  return /\.\d/.test(iso) ? time : time + 999;
};
