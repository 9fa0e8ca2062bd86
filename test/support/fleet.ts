import { isUnfinished } from '../../lambdas/core/ledger/record.ts';
import type { Outcome } from '../../lambdas/core/remediate/remediator.ts';
import { takeStep } from '../../lambdas/core/sweep/page.ts';
import { NO_TALLY, type Step, type Sweep } from '../../lambdas/core/sweep/sweep.ts';
import type { Sweeper } from '../../lambdas/core/sweep/sweep-resource.ts';
import { newWorld, type Options, type Row, type Toy, toyRemediator, type World } from './toy.ts';

/** Many toys in one account, with their ledger. */
export interface Fleet {
  readonly toys: Map<string, readonly Row[]>;
  readonly world: World;
  /** Index entries that a newer record has overtaken and somebody noticed. */
  readonly forgotten: Set<string>;
  readonly outcomes: Outcome[];
  /** How many resources each sweep has changed. */
  readonly fixes: Map<string, number>;
}

export const newFleet = (toys: Readonly<Record<string, readonly Row[]>>): Fleet => ({
  toys: new Map(Object.entries(toys)),
  world: newWorld(),
  forgotten: new Set(),
  outcomes: [],
  fixes: new Map(),
});

export interface FleetOptions extends Options {
  /** How many toys a page holds. */
  readonly page?: number;
  /** Pages tell nothing but ids. */
  readonly blind?: boolean;
  /** Whom AWS lets nobody fix. */
  readonly refuses?: (id: string) => boolean;
  /** How long a read takes on the fleet's clock, in milliseconds. */
  readonly readMs?: number;
}

const OPEN_PAGE = 3;

/** A page of a list, and where the next one begins. */
const pageOf = <Item>(items: readonly Item[], size: number, token = '0') => {
  const start = Number(token);
  const more = start + size < items.length;
  return { items: items.slice(start, start + size), ...(more && { next: String(start + size) }) };
};

/** A sweeper over ports in memory; `world.calls` counts every call. */
export const toySweeper = (fleet: Fleet, options: FleetOptions = {}): Sweeper<Toy, Row> => {
  const { world, toys } = fleet;
  const base = toyRemediator(world, options);
  const called = (name: string): void => void world.calls.push(name);
  const open = () =>
    world.records
      .filter((record) => isUnfinished(record) && !fleet.forgotten.has(`${record.resource}/${record.n}`))
      .sort((one, other) => (one.resource < other.resource ? -1 : 1));
  return {
    ...base,
    reader: {
      resolve: async () => [],
      read: async (id) => {
        await options.interrupt?.('read', 'before');
        called('read');
        world.now += options.readMs ?? 0;
        const rows = toys.get(id);
        return rows && { rows };
      },
    },
    fixer: {
      fix: async ({ rows }, gone) => {
        await options.interrupt?.('fix', 'before');
        called('fix');
        const [id] = [...toys].find(([, has]) => has === rows) ?? [];
        if (options.refuses?.(id ?? '')) throw Object.assign(new Error('no'), { name: 'AccessDenied' });
        const left = rows.filter((row) => !gone.includes(row));
        if (id !== undefined) toys.set(id, left);
        await options.interrupt?.('fix', 'after');
        return { gone, removed: gone, left: [] };
      },
    },
    lister: {
      list: async (token) => {
        await options.interrupt?.('list', 'before');
        called('list');
        const { items, next } = pageOf([...toys], options.page ?? 4, token);
        const resources = items.map(([id, rows]) => ({ id, ...(!options.blind && { model: { rows } }) }));
        return { resources, ...(next !== undefined && { next }) };
      },
    },
    openFindings: {
      list: async (token) => {
        called('open');
        const { items, next } = pageOf(open(), OPEN_PAGE, token);
        return { findings: items, ...(next !== undefined && { next }) };
      },
      forget: async ({ resource, n }) => {
        called('forget');
        fleet.forgotten.add(`${resource}/${n}`);
      },
    },
    fixes: {
      take: async (sweep, limit) => {
        await options.interrupt?.('take', 'before');
        const taken = fleet.fixes.get(sweep) ?? 0;
        if (taken >= limit) return false;
        fleet.fixes.set(sweep, taken + 1);
        return true;
      },
      giveBack: async (sweep) => void fleet.fixes.set(sweep, (fleet.fixes.get(sweep) ?? 0) - 1),
    },
    report: (outcome) => void fleet.outcomes.push(outcome),
  };
};

const first: Step = { kind: 'toy', phase: 'open', notifyOnly: false };

let sweeps = 0;

export const newSweep = (given: Partial<Sweep> = {}): Sweep => ({
  queue: [first],
  kinds: ['toy'],
  startedAt: `2026-11-22T09:00:00Z ${sweeps++}`,
  tally: NO_TALLY,
  failures: [],
  ...given,
});

/** What the state machine does: one step after the other, each with so much time. */
export const runSweep = async (
  fleet: Fleet,
  options: FleetOptions = {},
  given: Partial<Sweep> = {},
  stepMs = 45_000,
): Promise<Sweep & { readonly steps: readonly Step[] }> => {
  const steps: Step[] = [];
  let sweep = newSweep(given);
  while (sweep.queue[0]) {
    steps.push(sweep.queue[0]);
    if (steps.length > 1000) throw new Error('The sweep does not come to an end.');
    sweep = await takeStep(toySweeper(fleet, options), sweep, fleet.world.now + stepMs);
  }
  return { ...sweep, steps };
};
