import { classify, message } from '../base/errors.ts';
import type { Fixer, Lister } from '../base/ports.ts';
import type { OpenFindings } from '../ledger/ports.ts';
import { remediate } from '../remediate/remediate.ts';
import type { Outcome, Remediator } from '../remediate/remediator.ts';
import { paceOf } from './pool.ts';
import { limitOf, type Step, type Sweep, type Tally, tallyOf } from './sweep.ts';

/** How many resources a sweep has changed, kept where a function that dies takes nothing with it. */
export interface Fixes {
  /** Counts one more, unless that would be more than the limit: then false. `sweep` is unique to it. */
  take(sweep: string, limit: number): Promise<boolean>;
  /** One that was counted changed nothing. */
  giveBack(sweep: string): Promise<void>;
}

/** A resource type with everything it takes to go through all that there is of it. */
export interface Sweeper<Model, Part> extends Remediator<Model, Part> {
  readonly lister: Lister<Model>;
  readonly openFindings: OpenFindings;
  readonly fixes: Fixes;
  /** Told what has become of each resource that was looked at. */
  readonly report: (outcome: Outcome) => void;
}

/** One step on its way. */
export interface PageRun<Model, Part> {
  readonly sweeper: Sweeper<Model, Part>;
  readonly sweep: Sweep;
  readonly step: Step;
  readonly deadline: number;
  /** What this step adds to the figures. */
  readonly tallies: Partial<Tally>[];
}

const FIRST_CONTACT =
  'Nothing was changed: this is the first sweep of a deployment, which only reports. The next one closes this.';
const LIMIT_REACHED =
  'Nothing was changed: the sweep has made as many fixes as it may. See the finding about the sweep itself.';

/** Lets a resource be fixed as long as the limit allows, and keeps what it has let pass until it is over. */
const gateOf = <Model, Part>({ sweeper, sweep, step, tallies }: PageRun<Model, Part>) => {
  const limit = limitOf(sweep, sweeper.policy.sweep);
  const passed = new Set<string>();
  const held = new Set<string>();
  return {
    async holdsBack(id: string): Promise<string | undefined> {
      if (step.notifyOnly) return FIRST_CONTACT;
      if (passed.has(id)) return undefined;
      if (!held.has(id) && (await sweeper.fixes.take(sweep.startedAt, limit))) {
        passed.add(id);
        return undefined;
      }
      if (!held.has(id)) tallies.push({ held: 1 });
      held.add(id);
      return LIMIT_REACHED;
    },
    /** What AWS refuses, or somebody else was faster at, must not use up the limit sweep after sweep. */
    async over(id: string, changed: boolean): Promise<void> {
      if (!passed.delete(id)) return;
      if (changed) tallies.push({ fixes: 1 });
      else await sweeper.fixes.giveBack(sweep.startedAt);
    },
  };
};

/** Counts a resource that could not be judged; one that never can be needs a person. */
export const giveUp = async <Model, Part>(
  { sweeper, sweep, tallies }: PageRun<Model, Part>,
  id: string,
  resource: string,
  error: unknown,
): Promise<void> => {
  const outcome = { id, statuses: {}, left: {}, error: message(error) };
  tallies.push(tallyOf(outcome));
  sweeper.report(outcome);
  const { kind, ledger } = sweeper;
  const isOurFault =
    error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError;
  if (!isOurFault && classify(error, kind.errors) !== 'permanent') return;
  // Its next sweep may find it well; that it cannot even be noted down is for the next one too.
  await ledger
    .refuse({
      kind: kind.name,
      eventId: `${sweep.startedAt}/${resource}`,
      reason: `${resource}: ${message(error)}`,
    })
    .catch(() => undefined);
};

/** Judges one resource as an event would; what cannot be done now is counted, and left to the next sweep. */
export const sweepResource = <Model, Part>(run: PageRun<Model, Part>) => {
  const { sweeper, tallies, deadline } = run;
  const pace = paceOf(sweeper.clock, sweeper.kind.pace.fixesPerSecond);
  const { fixer, kind, place } = sweeper;
  const paced: Fixer<Model, Part> | undefined = fixer && {
    fix: async (...given) => {
      await pace();
      return fixer.fix(...given);
    },
  };
  const gate = gateOf(run);
  const remediator = { ...sweeper, holdsBack: gate.holdsBack, ...(paced && { fixer: paced }) };
  const sweepOne = async (id: string, closes: boolean): Promise<void> => {
    const task = { id, trigger: { closes, shows: [], cause: { by: 'sweep' as const } }, deadline };
    const outcome = await remediate(remediator, task);
    tallies.push(tallyOf(outcome));
    sweeper.report(outcome);
    await gate.over(id, Object.values(outcome.statuses).includes('REMEDIATED'));
  };
  return (id: string, closes: boolean): Promise<void> =>
    sweepOne(id, closes).catch((error: unknown) => giveUp(run, id, kind.arn(id, place), error));
};
