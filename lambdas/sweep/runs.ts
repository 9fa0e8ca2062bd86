import type { Tally } from '../core/sweep/sweep.ts';

/** The ledger's log of sweeps; its entries concern no resource and are not published. */
export const RUNS = 'sweep';

/** A sweep that came to its end. The newest entry alone tells all. */
export interface Run {
  readonly resource: typeof RUNS;
  readonly n: number;
  readonly state: 'DONE';
  readonly execution: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** The resource types that it went through. */
  readonly kinds: readonly string[];
  /** Those that some sweep has gone through by now: first contact is over for them. */
  readonly known: readonly string[];
  readonly tally: Tally;
  readonly account: string;
  readonly region: string;
  /** When DynamoDB may drop it, in epoch seconds. */
  readonly expires: number;
}
