import { Permanent } from '../base/errors.ts';
import type { Listed } from '../base/ports.ts';
import { decide } from '../judge/decide.ts';
import { factsOf } from '../judge/facts.ts';
import type { OpenFinding, OpenFindings } from '../ledger/ports.ts';
import { isUnfinished } from '../ledger/record.ts';
import type { Remediator } from '../remediate/remediator.ts';
import { inTurn, paceOf } from './pool.ts';
import { add, type Step, type Sweep } from './sweep.ts';
import { giveUp, type PageRun, type Sweeper, sweepResource } from './sweep-resource.ts';

/** Goes through what is left of a page. Resolves with the step that is to go on with it, if it was cut short. */
const work = async <Model, Part, Item>(
  { sweeper: { clock, kind }, step, deadline }: PageRun<Model, Part>,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  visit: (item: Item) => Promise<void>,
): Promise<Step | undefined> => {
  const pace = paceOf(clock, kind.pace.looksPerSecond);
  const done = await inTurn(items, visit, { concurrency: kind.pace.atOnce, pace, deadline, clock });
  const last = items[done - 1];
  if (done === items.length) return undefined;
  return { ...step, after: last === undefined ? (step.after ?? '') : keyOf(last) };
};

/** What of a page comes after what is done; all of it where that is not there any more. */
const following = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { after }: Step,
): readonly Item[] => items.slice(items.findIndex((item) => keyOf(item) === after) + 1);

const hasBegun = (step: Step): boolean => step.after !== undefined;

const stepsAfter = ({ kind, phase, notifyOnly }: Step, page: string | undefined): readonly Step[] => {
  if (page !== undefined) return [{ kind, phase, notifyOnly, page }];
  return phase === 'open' ? [{ kind, phase: 'list', notifyOnly }] : [];
};

const openIds = async (openFindings: OpenFindings): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>();
  for (let token: string | undefined; ; ) {
    const { findings, next } = await openFindings.list(token);
    for (const { id } of findings) ids.add(id);
    if (next === undefined) return ids;
    token = next;
  }
};

/** May this resource violate a template that is on? One of which the page does not tell enough may. */
export const isSuspect = <Model, Part>(
  judge: Pick<Remediator<Model, Part>, 'kind' | 'templates' | 'policy' | 'place' | 'clock'>,
  { id, model }: Listed<Model>,
): boolean =>
  model === undefined ||
  decide(judge, model, factsOf(judge.kind, judge.place, id, judge.clock.now())).decisions.length > 0;

const idOf = ({ id }: { readonly id: string }): string => id;

/** Judges a page of resources, without those that have an open finding: it was their turn before. */
const judgePage = async <Model, Part>(run: PageRun<Model, Part>): Promise<readonly Step[]> => {
  const { sweeper, step, tallies } = run;
  const { resources, next } = await sweeper.lister.list(step.page);
  if (!hasBegun(step)) tallies.push({ seen: resources.length, pages: 1 });
  const suspects = following(resources, idOf, step).filter((resource) => isSuspect(sweeper, resource));
  const open = suspects.length > 0 ? await openIds(sweeper.openFindings) : new Set<string>();
  const unknown = suspects.filter(({ id }) => !open.has(id));
  const visit = sweepResource(run);
  const cut = await work(run, unknown, idOf, ({ id }) => visit(id, false));
  return cut ? [cut] : stepsAfter(step, next);
};

const keyOf = ({ resource, n }: OpenFinding): string => `${resource}/${n}`;

/** Looks after a page of open findings: closed or gone meanwhile, left by a dead copy, or to be fixed by now. */
const checkOpenFindings = async <Model, Part>(run: PageRun<Model, Part>): Promise<readonly Step[]> => {
  const { sweeper, step, tallies } = run;
  const { findings, next } = await sweeper.openFindings.list(step.page);
  if (!hasBegun(step) && findings.length > 0) tallies.push({ pages: 1 });
  const visit = sweepResource(run);
  const look = async (finding: OpenFinding): Promise<void> => {
    const latest = await sweeper.ledger.latest(finding.resource);
    if (latest?.n === finding.n && isUnfinished(latest)) await visit(finding.id, true);
    else await sweeper.openFindings.forget(finding);
  };
  // One entry that cannot be read must not keep the sweep from all others.
  const tryLook = (finding: OpenFinding): Promise<void> =>
    look(finding).catch((error: unknown) => giveUp(run, finding.id, finding.resource, error));
  const cut = await work(run, following(findings, keyOf, step), keyOf, tryLook);
  return cut ? [cut] : stepsAfter(step, next);
};

/**
 * Does the first step of a sweep's queue and answers with the sweep as it stands then. A step that runs out of time
 * before `deadline` (epoch milliseconds) comes back at the head of the queue. Doing a step twice does no harm: every
 * resource goes through the ledger. Throws what keeps the whole page from being read.
 */
export const takeStep = async <Model, Part>(
  sweeper: Sweeper<Model, Part>,
  sweep: Sweep,
  deadline: number,
): Promise<Sweep> => {
  const [step, ...later] = sweep.queue;
  if (step?.kind !== sweeper.kind.name)
    throw new Permanent(
      `A sweep's step for ${step?.kind ?? 'nothing'} came to the fixer of ${sweeper.kind.name}.`,
    );
  const run: PageRun<Model, Part> = { sweeper, sweep, step, deadline, tallies: [] };
  const steps = await (step.phase === 'list' ? judgePage : checkOpenFindings)(run);
  return { ...sweep, queue: [...steps, ...later], tally: run.tallies.reduce(add, sweep.tally) };
};

/**
 * Does as many steps of this resource type as can be begun in half of the time: the state machine charges by the step.
 * Throws only at the first; a later one that fails is at the head of the queue for the next try.
 */
export const takeSteps = async <Model, Part>(
  sweeper: Sweeper<Model, Part>,
  sweep: Sweep,
  deadline: number,
): Promise<Sweep> => {
  const { clock, kind } = sweeper;
  const halfway = (clock.now() + deadline) / 2;
  let current = await takeStep(sweeper, sweep, deadline);
  try {
    while (current.queue[0]?.kind === kind.name && clock.now() < halfway)
      current = await takeStep(sweeper, current, deadline);
  } catch {
    // What has been done is worth more than the reason, which the next try gives again.
  }
  return current;
};
