import type { Failure, Flow } from './flows.ts';

/** What a log tells of one host. */
export interface Tally {
  readonly host: string;
  /** How often it was decrypted, or went through the tunnel where it may be. */
  readonly tunnelled: number;
  /** How often it was left alone. */
  readonly direct: number;
  readonly failed: number;
  readonly processes: readonly string[];
  /** Why it failed, the most frequent first. */
  readonly failures: readonly Failure[];
}

/** A tunnel whose first request comes later than this has failed before. */
const FIRST_REQUEST_MS = 10_000;

interface Count {
  tunnelled: number;
  direct: number;
  readonly processes: Set<string>;
  readonly failures: Map<Failure, number>;
  /** Tunnels of each client in which nothing has been asked yet, by their times. */
  readonly open: Map<string, number[]>;
  /** Clients that were refused with a page inside of a tunnel, which is no second failure. */
  readonly refused: Map<string, number>;
}

const fail = ({ failures }: Count, why: Failure, times = 1): void => {
  failures.set(why, (failures.get(why) ?? 0) + times);
};

/** A request inside of a tunnel: the tunnel was believed. */
const inside = (count: Count, { client = '', time, failure }: Flow): void => {
  const open = count.open.get(client) ?? [];
  const last = open.at(-1);
  if (last !== undefined && time - last <= FIRST_REQUEST_MS) open.pop();
  if (failure && count.refused.get(client) !== undefined && failure === 'denied') return;
  if (failure) fail(count, failure);
};

/** Squid tells of a tunnel that it leaves alone twice: when it looks at it, and when it ends. */
const leftAlone = (count: Count, { client = '' }: Flow): void => {
  if (count.open.get(client)?.pop() !== undefined) count.tunnelled -= 1;
};

const begun = (count: Count, flow: Flow): void => {
  const { client, time, failure, isSure } = flow;
  count[flow.way] += 1;
  if (flow.way === 'direct') leftAlone(count, flow);
  if (flow.process) count.processes.add(flow.process);
  if (failure) {
    fail(count, failure);
    if (client !== undefined && failure === 'denied') count.refused.set(client, time);
  }
  if (failure || client === undefined || isSure || flow.way === 'direct') return;
  const open = count.open.get(client) ?? [];
  count.open.set(client, open);
  open.push(time);
};

/** Counts flows by host as they come. */
export const tally = () => {
  const counts = new Map<string, Count>();
  const of = (host: string): Count => {
    const known = counts.get(host) ?? {
      tunnelled: 0,
      direct: 0,
      processes: new Set<string>(),
      failures: new Map<Failure, number>(),
      open: new Map<string, number[]>(),
      refused: new Map<string, number>(),
    };
    counts.set(host, known);
    return known;
  };
  const result = (): readonly Tally[] =>
    [...counts].map(([host, count]) => {
      const silent = [...count.open.values()].reduce((sum, { length }) => sum + length, 0);
      const failures = new Map(count.failures);
      if (silent > 0) failures.set('silent', silent);
      const sorted = [...failures].sort(([, one], [, other]) => other - one);
      return {
        host,
        tunnelled: count.tunnelled,
        direct: count.direct,
        failed: sorted.reduce((sum, [, times]) => sum + times, 0),
        processes: [...count.processes].sort(),
        failures: sorted.map(([why]) => why),
      };
    });
  const add = (flow: Flow): void => (flow.isInner ? inside : begun)(of(flow.host), flow);
  return { add, result };
};
