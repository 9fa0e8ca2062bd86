import ipaddr from 'ipaddr.js';
import { own } from '../base/json.ts';
import type { Exclusion } from '../base/policy.ts';

/** A time-boxed reason, granted at run time, why violations of one template on one resource are left alone. */
export interface Exception {
  /** ARN; the table's partition key. */
  readonly resource: string;
  /** The table's sort key. */
  readonly id: string;
  readonly template: string;
  /** A CIDR: only parts that let in nobody else. */
  readonly source?: string;
  /** Of an instance: only what this rule has found, only what lies there, only what has this hash. */
  readonly rule?: string;
  readonly path?: string;
  readonly hash?: string;
  /** ISO 8601 in UTC, or a last day. */
  readonly until: string;
  readonly reason: string;
  /** ARN of the caller, by STS. */
  readonly grantedBy: string;
  /** ISO 8601, UTC. */
  readonly grantedAt: string;
  /** The remediation that was undone, where an undo granted it. */
  readonly remediation?: string;
}

/** The key of the emergency stop in the table of exceptions: while it is in force nothing is changed, only reported. */
export const STOP = { resource: '*', id: 'stop' } as const;

/** The emergency stop. */
export interface Stop extends Pick<Exception, 'until' | 'reason' | 'grantedBy' | 'grantedAt'> {
  readonly resource: typeof STOP.resource;
  readonly id: typeof STOP.id;
}

/** What is to be known to judge an item. */
export interface Bounds {
  /** ARN of the resource that an exception must be about; absent where all are looked at. */
  readonly resource?: string;
  /** The templates that an exception of this resource can be about. */
  readonly templates: ReadonlySet<string>;
  readonly maxDays: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What has become of an item: it holds, it is over, or it is none. */
export type Judged<Item> = { readonly holds: Item } | { readonly over: true } | { readonly why: string };

const DAY_MS = 86_400_000;
/** Clocks differ. */
const SKEW_MS = 5 * 60_000;
const MOST_LETTERS = 2048;

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?Z)?$/;

/** The end in epoch milliseconds, a day's in UTC; NaN where it is neither a time nor a day. */
export const endOf = (until: string): number => {
  const end = TIME.test(until)
    ? Date.parse(until.length === 10 ? `${until}T23:59:59.999Z` : until)
    : Number.NaN;
  // JavaScript takes 30 February for 2 March.
  const isDay = !Number.isNaN(end) && new Date(end).toISOString().startsWith(until.slice(0, 10));
  return isDay ? end : Number.NaN;
};

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= MOST_LETTERS;

/** Why an item has no right length, if so. Nobody checks what is written into the table but this. */
const badTime = (item: unknown, { now, maxDays }: Bounds): string | undefined => {
  const [until, grantedAt] = [own(item, 'until'), own(item, 'grantedAt')];
  if (!isText(until) || Number.isNaN(endOf(until))) return 'it has no end that is a time in UTC';
  if (!isText(grantedAt) || Number.isNaN(endOf(grantedAt))) return 'it does not say when it was granted';
  const granted = Date.parse(grantedAt);
  if (granted > now + SKEW_MS) return 'it was granted in the future';
  return endOf(until) - granted > maxDays * DAY_MS
    ? `it ends more than ${maxDays} days after it was granted`
    : undefined;
};

const badText = (item: unknown): string | undefined => {
  const missing = ['id', 'reason', 'grantedBy'].filter((key) => !isText(own(item, key)));
  return missing.length > 0 ? `it has no ${missing.join(' and no ')}` : undefined;
};

/** What narrows an exception of an instance, and the key of an exclusion that does the same. */
const NARROWED = [
  ['rule', 'rules'],
  ['path', 'paths'],
  ['hash', 'hashes'],
] as const;

const badScope = (item: unknown, { templates, resource }: Bounds): string | undefined => {
  if (resource !== undefined && own(item, 'resource') !== resource) return 'it is about another resource';
  const [template, source] = [own(item, 'template'), own(item, 'source')];
  if (!isText(template) || !templates.has(template)) return 'it names no template of this resource type';
  if (source !== undefined && !(isText(source) && ipaddr.isValidCIDR(source))) return 'its source is no CIDR';
  const bad = NARROWED.find(([key]) => own(item, key) !== undefined && !isText(own(item, key)));
  return bad && `its ${bad[0]} is no text`;
};

const judged = <Item>(item: unknown, why: string | undefined, { now }: Bounds): Judged<Item> => {
  if (why !== undefined) return { why };
  return endOf(String(own(item, 'until'))) > now ? { holds: item as Item } : { over: true };
};

/** Is this the emergency stop, valid or not? */
export const isStop = (item: unknown): boolean =>
  own(item, 'resource') === STOP.resource && own(item, 'id') === STOP.id;

/** Checks an emergency stop as somebody wrote it. */
export const judgeStop = (item: unknown, bounds: Bounds): Judged<Stop> =>
  judged(item, badText(item) ?? badTime(item, bounds), bounds);

/** Checks an exception as somebody wrote it: what is too long, malformed or about nothing allows nothing. */
export const judgeException = (item: unknown, bounds: Bounds): Judged<Exception> =>
  judged(item, badText(item) ?? badTime(item, bounds) ?? badScope(item, bounds), bounds);

/** An exception in the words of the matcher that it shares with the policy's exclusions. */
export const exclusionOf = (exception: Exception): Exclusion => {
  const { id, resource, template, source, until, reason, grantedBy, remediation } = exception;
  const undone = isText(remediation) ? ` (undo of ${remediation})` : '';
  return {
    origin: `exception ${id}`,
    resources: [resource],
    templates: [template],
    ...(source !== undefined && { sources: [source] }),
    ...Object.fromEntries(
      NARROWED.flatMap(([key, list]) => (exception[key] === undefined ? [] : [[list, [exception[key]]]])),
    ),
    until,
    owner: grantedBy,
    reason: `Exception ${id}: ${reason}${undone}`,
  };
};
