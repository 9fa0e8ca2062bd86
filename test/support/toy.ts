import { DEFAULT_POLICY, type Policy } from '../../lambdas/core/base/policy.ts';
import type { Clock, Fixed } from '../../lambdas/core/base/ports.ts';
import type { ResourceType, Template } from '../../lambdas/core/base/resource-type.ts';
import type { Ledger, Refusal } from '../../lambdas/core/ledger/ports.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import type { Remediator, Task } from '../../lambdas/core/remediate/remediator.ts';

/** The smallest resource type: rows that name the templates which they break. */
export interface Row {
  readonly id: string;
  readonly breaks: readonly string[];
}

export interface Toy {
  readonly rows: readonly Row[];
}

export const row = (id: string, ...breaks: string[]): Row => ({ id, breaks });

const kind: ResourceType<Toy, Row> = {
  name: 'toy',
  noun: 'toy',
  errors: { gone: ['NoSuchToy'], permanent: [] },
  pace: { looksPerSecond: 20, fixesPerSecond: 5, atOnce: 5 },
  templates: [],
  asffType: 'Other',
  sources: ['aws.toy'],
  eventSources: ['toy.amazonaws.com'],
  calls: {},
  read: [],
  fix: [],
  hint: () => ({ refused: 'toys have no events' }),
  arn: (id, { partition, account, region }) => `arn:${partition}:toy:${region}:${account}:${id}`,
  key: ({ id }) => id,
  describe: ({ id }) => `row ${id}`,
  parts: ({ rows }) => rows,
  assume: (_id, rows) => ({ rows }),
  sees: ({ rows }, shown) => rows.some(({ id }) => id === shown.id),
  same: (shown, known) => shown.id === known.id,
};

const template = (id: string): Template<Toy, Row> => ({
  id,
  title: id,
  why: id,
  severity: 'HIGH',
  controls: [],
  covers: id,
  offending: ({ rows }) => rows.filter(({ breaks }) => breaks.includes(id)),
});

export interface World {
  /** What AWS holds. */
  rows: Row[];
  exists: boolean;
  now: number;
  readonly records: LedgerRecord[];
  readonly refusals: Refusal[];
  /** What people have written into the table of exceptions. */
  exceptions: unknown[];
  /** Every port call, in order. */
  readonly calls: string[];
  /** Records as they reached CLOSED: what the publisher gets to see. */
  readonly published: LedgerRecord[];
}

export interface Options {
  readonly policy?: Partial<Policy>;
  /** Runs before (`at: 'before'`) and after each port call; may wait or throw: the function dies there. */
  readonly interrupt?: (call: string, at: 'before' | 'after') => Promise<void> | void;
  readonly read?: (world: World) => Toy | undefined;
  readonly fix?: (world: World, rows: readonly Row[]) => Fixed<Row>;
}

export const newWorld = (...rows: Row[]): World => ({
  rows,
  exists: true,
  now: Date.UTC(2026, 10, 22, 9),
  records: [],
  refusals: [],
  exceptions: [],
  calls: [],
  published: [],
});

const revoke = (world: World, rows: readonly Row[]): Fixed<Row> => {
  const ids = new Set(rows.map(({ id }) => id));
  const removed = world.rows.filter(({ id }) => ids.has(id));
  world.rows = world.rows.filter(({ id }) => !ids.has(id));
  return { gone: rows, removed, left: [] };
};

const ledgerOf = (world: World): Ledger => ({
  latest: async (resource) =>
    world.records.filter((record) => record.resource === resource).toSorted((a, b) => b.n - a.n)[0],
  append: async (record) => {
    if (world.records.some(({ resource, n }) => resource === record.resource && n === record.n)) return false;
    world.records.push(record);
    if (record.state === 'CLOSED') world.published.push(record);
    return true;
  },
  replace: async (record, lease) => {
    const i = world.records.findIndex(({ resource, n }) => resource === record.resource && n === record.n);
    const old = world.records[i];
    if (old?.state !== 'STARTED' || old.lease !== lease) return false;
    world.records[i] = record;
    if (record.state === 'CLOSED') world.published.push(record);
    return true;
  },
  refuse: async (refusal) => {
    world.refusals.push(refusal);
  },
});

/** A remediator over ports in memory that can be watched, delayed and interrupted. */
export const toyRemediator = (world: World, options: Options = {}): Remediator<Toy, Row> => {
  const port =
    <A extends unknown[], R>(name: string, body: (...given: A) => Promise<R> | R) =>
    async (...given: A): Promise<R> => {
      await options.interrupt?.(name, 'before');
      world.calls.push(name);
      const result = await body(...given);
      await options.interrupt?.(name, 'after');
      return result;
    };
  const ledger = ledgerOf(world);
  const clock: Clock = {
    now: () => world.now,
    sleep: async (milliseconds) => {
      await options.interrupt?.('sleep', 'before');
      world.now += milliseconds;
    },
  };
  return {
    kind,
    templates: ['alpha', 'beta'].map(template),
    policy: { ...DEFAULT_POLICY, ...options.policy },
    reader: {
      read: port('read', () =>
        options.read ? options.read(world) : world.exists ? { rows: world.rows } : undefined,
      ),
      resolve: async () => [],
    },
    fixer: { fix: port('fix', (_toy, rows) => (options.fix ?? revoke)(world, rows)) },
    ledger: {
      latest: port('latest', ledger.latest),
      append: port('append', ledger.append),
      replace: port('replace', ledger.replace),
      refuse: port('refuse', ledger.refuse),
    },
    exceptions: { of: port('exceptions', () => world.exceptions) },
    clock,
    place: { partition: 'aws', account: '123456789012', region: 'us-east-1' },
    version: 'test',
  };
};

export const task = (world: World, shows: readonly Row[] = [], closes = false): Task<Row> => ({
  id: 'toy-1',
  trigger: {
    closes,
    shows,
    cause: {
      by: 'call',
      id: 'e-1',
      name: 'OpenToy',
      time: '2026-11-22T09:00:00Z',
      actor: { arn: 'arn:aws:iam::1:user/a' },
    },
  },
  deadline: world.now + 45_000,
});
