import { message } from '../base/errors.ts';
import type { Fixer, Lister } from '../base/ports.ts';
import type { OpenFindings } from '../ledger/ports.ts';
import { remediate } from '../remediate/remediate.ts';
import type { Outcome, Remediator } from '../remediate/remediator.ts';
import { paceOf, type Visited } from './pool.ts';
import { limitOf, mayGrow, type Step, type Sweep, type Tally, tallyOf } from './sweep.ts';

/** A resource type with everything it takes to go through all that there is of it. */
export interface Sweeper<Model, Part> extends Remediator<Model, Part> {
  readonly lister: Lister<Model>;
  readonly openFindings: OpenFindings;
  /** Told what has become of each resource that was looked at. */
  readonly report: (outcome: Outcome) => void;
}

/** Whether more may be fixed turns on how many resources there are. */
class CountFirst extends Error {
  override readonly name = 'CountFirst';
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

/** Lets fixes pass up to the limit; who has passed may pass again. */
const gate = <Model, Part>({ sweeper, sweep, step, tallies }: PageRun<Model, Part>) => {
  const limits = sweeper.policy.sweep;
  const passed = new Set<string>();
  const held = new Set<string>();
  return (id: string): string | undefined => {
    if (step.notifyOnly) return FIRST_CONTACT;
    if (passed.has(id)) return undefined;
    if (sweep.tally.fixes + passed.size < limitOf(sweep, limits)) {
      passed.add(id);
      tallies.push({ fixes: 1 });
      return undefined;
    }
    if (mayGrow(sweep, limits)) throw new CountFirst();
    if (!held.has(id)) tallies.push({ held: 1 });
    held.add(id);
    return LIMIT_REACHED;
  };
};

/** Judges one resource as an event would; what cannot be done now is counted, and left to the next sweep. */
export const sweepResource = <Model, Part>(run: PageRun<Model, Part>) => {
  const { sweeper, tallies, deadline } = run;
  const pace = paceOf(sweeper.clock, sweeper.kind.pace.fixesPerSecond);
  const { fixer } = sweeper;
  const paced: Fixer<Model, Part> | undefined = fixer && {
    fix: async (...given) => {
      await pace();
      return fixer.fix(...given);
    },
  };
  const remediator = { ...sweeper, holdsBack: gate(run), ...(paced && { fixer: paced }) };
  const told = (outcome: Outcome): Visited => {
    tallies.push(tallyOf(outcome));
    sweeper.report(outcome);
    return 'done';
  };
  return async (id: string, closes: boolean): Promise<Visited> => {
    try {
      return told(
        await remediate(remediator, { id, trigger: { closes, shows: [], cause: { by: 'sweep' } }, deadline }),
      );
    } catch (error) {
      if (error instanceof CountFirst) return 'stop';
      return told({ id, statuses: {}, left: {}, error: message(error) });
    }
  };
};
