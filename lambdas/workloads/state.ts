import type { Outcome, Run } from '../core/workloads/window.ts';

/** An instance whose snapshots are there to be read. */
export interface Ready {
  readonly instance: string;
  /** The one that it starts from first. */
  readonly snapshots: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly reachable: readonly string[];
  /** There will be no other try. */
  readonly last: boolean;
}

/** What travels from state to state of the machine. */
export interface State extends Run {
  readonly ready: readonly Ready[];
  /** Of the scans that were begun last. */
  readonly outcomes: readonly Outcome[];
  /** A state failed for good: what is under way is let go of. */
  readonly broke?: string;
  /** Nothing is left to do. */
  readonly over: boolean;
  /** Nothing can go on before EC2 has made snapshots. */
  readonly waits: boolean;
  /** Advisories are lacking that a publisher may have. */
  readonly lacks: boolean;
}

/** What a run is started with. */
export interface Request {
  /** These, whether or not their time has come; whoever is due where it is absent. */
  readonly instances?: readonly string[];
}
