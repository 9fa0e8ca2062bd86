import type { Actor } from '../base/event.ts';

/** How a violation has come back of late, as the ledger carries it on from record to record. */
export interface Recent {
  /** When it was closed again, in epoch seconds; the last hour's, oldest first. */
  readonly times: readonly number[];
  readonly actors: readonly string[];
  readonly tools: readonly string[];
  /** When this was last escalated, in epoch seconds. */
  readonly escalatedAt?: number;
}

/** A violation that comes back more often than the policy bears, and who keeps doing it with what. */
export interface Flapping {
  /** How often it came back within the hour. */
  readonly count: number;
  /** The first of these times, ISO 8601. */
  readonly since: string;
  /** ARNs, the latest first. */
  readonly actors: readonly string[];
  /** E.g. `Terraform`. */
  readonly tools: readonly string[];
}

export interface Recurrence {
  readonly recent: Recent;
  readonly flapping?: Flapping;
  /** The escalation has been published within the hour, so this need not be. */
  readonly isQuiet: boolean;
}

const HOUR = 3600;
const MOST_NAMES = 5;

const latestFirst = (name: string | undefined, names: readonly string[]): readonly string[] =>
  [...new Set(name === undefined ? names : [name, ...names])].slice(0, MOST_NAMES);

/**
 * Counts one more closing of the same violation, at `now` (epoch milliseconds). The times are kept as far as they are
 * needed to tell more than `perHour` from fewer, and the names of five actors and tools.
 */
export const recur = (
  before: Recent | undefined,
  actor: Actor | undefined,
  now: number,
  perHour: number,
): Recurrence => {
  const at = Math.floor(now / 1000);
  const isLate = (time: number | undefined): boolean => time !== undefined && time > at - HOUR;
  const earlier = before?.times.filter(isLate) ?? [];
  const names = earlier.length > 0 ? before : undefined;
  const escalatedAt = isLate(before?.escalatedAt) ? before?.escalatedAt : undefined;
  const times = [...earlier, at].slice(-(perHour + 1));
  const actors = latestFirst(actor?.arn, names?.actors ?? []);
  const tools = latestFirst(actor?.tool, names?.tools ?? []);
  if (times.length <= perHour)
    return { recent: { times, actors, tools, ...(escalatedAt && { escalatedAt }) }, isQuiet: false };
  const flapping = {
    count: times.length,
    since: new Date((times[0] ?? at) * 1000).toISOString(),
    actors,
    tools,
  };
  return {
    recent: { times, actors, tools, escalatedAt: escalatedAt ?? at },
    flapping,
    isQuiet: escalatedAt !== undefined,
  };
};
