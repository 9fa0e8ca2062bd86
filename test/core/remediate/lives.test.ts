import { expect, test } from 'vitest';
import type { TemplateSettings } from '../../../lambdas/core/base/policy.ts';
import type { Cause } from '../../../lambdas/core/base/trigger.ts';
import { isOpen, type LedgerRecord, type Status } from '../../../lambdas/core/ledger/record.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { chance } from '../../support/chance.ts';
import { runs } from '../../support/runs.ts';
import { newWorld, type Row, row, toyRemediator, type World } from '../../support/toy.ts';

const ARN = 'arn:aws:toy:us-east-1:123456789012:toy-1';
const HOUR_MS = 3_600_000;
const TEMPLATES = ['alpha', 'beta'] as const;

type Step = 'open' | 'close' | 'except' | 'stop' | 'resume' | 'mode' | 'delete' | 'again';
const STEPS: readonly Step[] = [
  'open',
  'open',
  'open',
  'close',
  'except',
  'stop',
  'resume',
  'mode',
  'delete',
  'again',
];

/** What the event of a step says. */
interface Said {
  readonly name: string;
  readonly closes: boolean;
  readonly deletes?: true;
  readonly shows: readonly Row[];
}

/** One resource: people open and close rows, allow, stop, resume, change modes, delete it and make it anew. */
const life = (seed: number) => {
  const random = chance(seed * 7919);
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)] as Item;
  const world = newWorld();
  let ids = 0;
  let templates: Readonly<Record<string, TemplateSettings>> = {};
  const granted = (hours: number) => ({
    until: new Date(world.now + HOUR_MS * hours).toISOString(),
    reason: 'r',
    grantedBy: 'g',
    grantedAt: new Date(world.now).toISOString(),
  });
  const withoutStop = () => world.exceptions.filter((item) => (item as { id: string }).id !== 'stop');
  const happens: Readonly<Record<Step, () => Partial<Said> | undefined>> = {
    open: () => {
      const opened = row(
        `r-${ids++}`,
        ...pick<readonly string[]>([['alpha'], ['beta'], ['alpha', 'beta'], []]),
      );
      world.exists = true;
      world.rows = [...world.rows, opened];
      return { shows: [opened] };
    },
    close: () => {
      world.rows = world.rows.slice(1);
      return { name: 'CloseToy', closes: true };
    },
    except: () => {
      const item = {
        resource: ARN,
        id: `x${ids++}`,
        template: pick(TEMPLATES),
        ...granted(1 + 48 * random()),
      };
      world.exceptions = [...world.exceptions, item];
      return undefined;
    },
    stop: () => {
      world.exceptions = [...withoutStop(), { resource: '*', id: 'stop', ...granted(20) }];
      return undefined;
    },
    resume: () => {
      world.exceptions = withoutStop();
      return undefined;
    },
    mode: () => {
      templates = { ...templates, [pick(TEMPLATES)]: { mode: pick(['remediate', 'notify'] as const) } };
      return undefined;
    },
    delete: () => {
      world.exists = false;
      world.rows = [];
      return { name: 'DeleteToy', closes: true, deletes: true };
    },
    again: () => ({}),
  };
  const look = async (said: Said | undefined, calm: boolean): Promise<void> => {
    let dead = false;
    const interrupt = () => {
      dead ||= !calm && random() < 0.04;
      if (dead) throw new Error('killed');
    };
    const fix = (now: World, parts: readonly Row[]) => {
      const wanted = new Set(parts.map(({ id }) => id));
      const loses = !calm && random() < 0.2;
      const mine = now.rows.filter(({ id }) => wanted.has(id) && (!loses || random() < 0.6));
      now.rows = now.rows.filter((one) => !mine.includes(one));
      if (loses) throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
      return { gone: parts, removed: mine, left: [] };
    };
    const time = new Date(world.now).toISOString().replace(/\.\d+/, '');
    const cause: Cause = said
      ? {
          by: 'call',
          id: `e-${world.now}`,
          name: said.name,
          time,
          actor: { arn: 'a' },
          ...(said.deletes && { deletes: true }),
        }
      : { by: 'sweep' };
    const trigger = { closes: said?.closes ?? true, shows: said?.shows ?? [], cause };
    const toy = toyRemediator(world, { interrupt, fix, policy: { templates } });
    await remediate(toy, { id: 'toy-1', trigger, deadline: world.now + 45_000 }).catch((error: Error) => {
      if (!['killed', 'lost'].includes(error.message) && error.name !== 'Busy') throw error;
    });
  };
  return { random, pick, world, happens, look };
};

const newest = (records: readonly LedgerRecord[]) => records.toSorted((one, other) => other.n - one.n)[0];

/** Whether a status tells the truth about a template that violates, or does not. */
const isTrue = (status: Status | undefined, violates: boolean): boolean =>
  violates === (status !== undefined && isOpen(status));

/** Is what the ledger and the last message say of each template true? @returns what is not */
const lies = (world: World, lastTold: Readonly<Record<string, Status>>): readonly string[] => {
  const latest = newest(world.records);
  const wrong = TEMPLATES.flatMap((template) => {
    const violates = world.rows.some(({ breaks }) => breaks.includes(template));
    const said = { ledger: latest?.findings[template]?.status, 'last told': lastTold[template] };
    return Object.entries(said)
      .filter(([, status]) => !isTrue(status, violates))
      .map(([who, status]) => `${template} is ${violates ? 'open' : 'closed'}, ${who} says ${status}`);
  });
  return latest?.state === 'STARTED' ? [...wrong, 'a record is begun and not closed'] : wrong;
};

/** What was told of each template last; what is quiet is not told. */
const toldBy = (records: readonly LedgerRecord[]): Readonly<Record<string, Status>> =>
  Object.fromEntries(
    records.flatMap(({ changed, findings }) =>
      changed.flatMap((template) => {
        const state = findings[template];
        return state && !state.quiet ? [[template, state.status] as const] : [];
      }),
    ),
  );

/** One step of a life, with an event of it as a rule, and sometimes two. */
const step = async ({ random, pick, world, happens, look }: ReturnType<typeof life>): Promise<void> => {
  world.now += 5_000 + Math.floor(random() * HOUR_MS);
  const happened = happens[pick(STEPS)]();
  if (!happened || random() >= 0.9) return;
  const said = { name: 'OpenToy', closes: false, shows: [], ...happened };
  await look(said, false);
  if (random() >= 0.5) return;
  world.now += 60_000;
  await look(said, false);
};

/** A life of twelve steps; now and then all comes to rest, and must be true then. @returns what is not */
const live = async (seed: number): Promise<readonly string[]> => {
  const one = life(seed);
  const { random, world, look } = one;
  for (let steps = 1; steps <= 12; steps += 1) {
    await step(one);
    if (random() < 0.5 && steps < 12) continue;
    for (let looks = 0; looks < 2; looks += 1) {
      world.now += 61_000;
      await look(undefined, true);
    }
    const wrong = lies(world, toldBy(world.published));
    if (wrong.length > 0) return wrong;
  }
  return [];
};

test('whatever people do and however functions die, the last word about a resource is true', async () => {
  for (let seed = 1; seed <= runs(300, 3000); seed += 1)
    expect({ seed, wrong: await live(seed) }).toEqual({ seed, wrong: [] });
}, 600_000);
