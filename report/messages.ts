import type { Severity } from '../lambdas/core/base/resource-type.ts';

/** What has become of a violation, as the report sorts it: what needs a person first. */
export const STANDINGS = [
  'FAILED',
  'UNFINISHED',
  'OPEN',
  'EXCEPTED',
  'EXCLUDED',
  'REMEDIATED',
  'RESOLVED',
] as const;

export type Standing = (typeof STANDINGS)[number];

interface Words {
  readonly name: string;
  /** One sentence for people who see the word for the first time. */
  readonly means: string;
}

export const STANDING_WORDS: Readonly<Record<Standing, Words>> = {
  FAILED: { name: 'Failed', means: 'Open. Drawbridge tried to close it, or to read it, and could not.' },
  UNFINISHED: {
    name: 'Unfinished',
    means: 'A remediation was begun and its end is not recorded. The next event or sweep finishes it.',
  },
  OPEN: { name: 'Open', means: 'Open. The template is in mode notify, so nothing was changed.' },
  EXCEPTED: { name: 'Excepted', means: 'Open, and allowed for a limited time by somebody named below.' },
  EXCLUDED: { name: 'Excluded', means: 'Open, and left alone because of an exclusion in the policy file.' },
  REMEDIATED: { name: 'Remediated', means: 'Closed by Drawbridge. Nothing else was changed.' },
  RESOLVED: {
    name: 'Resolved',
    means: 'Closed by somebody else or with another template’s remediation, or the resource is gone.',
  },
};

/** The standings in which the violation may still be there. */
export const isStillThere = (standing: Standing): boolean =>
  standing !== 'REMEDIATED' && standing !== 'RESOLVED';

const SEVERITIES: readonly (Severity | undefined)[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', undefined];

/** CRITICAL first; unrated last. */
export const severityRank = (severity: Severity | undefined): number => SEVERITIES.indexOf(severity);

export const severityName = (severity: Severity | undefined): string =>
  severity ? `${severity.charAt(0)}${severity.slice(1).toLowerCase()}` : 'Unrated';

const UNITS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const;

/** `2.4 s`, `3 min`, `5 h 10 min`, `12 d 3 h`; of milliseconds. */
export const duration = (milliseconds: number): string => {
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Math.floor(milliseconds / 1000);
  const first = UNITS.findIndex(({ seconds }) => whole >= seconds);
  const shown = UNITS.slice(first, first + 2).map(({ unit, seconds }, i) => {
    const before = i === 0 ? whole : whole % (UNITS[first]?.seconds ?? 1);
    return { unit, count: Math.floor(before / seconds) };
  });
  return shown
    .filter(({ count }, i) => i === 0 || count > 0)
    .map(({ unit, count }) => `${count} ${unit}`)
    .join(' ');
};

/** `2026-11-22 09:00:03 UTC`, of an ISO 8601 time; a last day lasts to its end, and what is no time stays as it is. */
export const clock = (time: string): string => {
  if (Number.isNaN(Date.parse(time))) return time;
  if (/^\d{4}-\d\d-\d\d$/.test(time)) return `${time}, end of the day UTC`;
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
};
