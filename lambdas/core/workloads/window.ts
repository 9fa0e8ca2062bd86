/** An instance whose snapshots were asked for. */
export interface InFlight {
  readonly instance: string;
  /** When they were asked for, in milliseconds. */
  readonly since: number;
  /** How often its scan was begun. */
  readonly begun: number;
  readonly done: boolean;
}

export interface Outcome {
  readonly instance: string;
  readonly failed?: string;
}

/** A run over many instances, of which a few have snapshots at a time. All that a state machine carries from step to step. */
export interface Run {
  readonly run: string;
  readonly queue: readonly string[];
  readonly flight: readonly InFlight[];
  readonly done: number;
  readonly failures: readonly Outcome[];
}

/** A snapshot as EC2 tells of it. */
export interface Snapshot {
  readonly id: string;
  readonly instance: string;
  readonly state: 'pending' | 'completed' | 'error';
}

export const WINDOW = 20;
/** A first snapshot of a large volume is a full copy of it; longer than that something is wrong. */
export const PATIENCE_MS = 4 * 3_600_000;
/** A scan that died twice dies a third time. */
export const ATTEMPTS = 2;
const MOST_FAILURES = 100;

export const begin = (run: string, instances: readonly string[]): Run => ({
  run,
  queue: instances,
  flight: [],
  done: 0,
  failures: [],
});

/** The next instances to make snapshots of: as many as leave the window full. */
export const nextOf = ({ queue, flight }: Run): readonly string[] =>
  queue.slice(0, Math.max(0, WINDOW - flight.length));

/** Once their snapshots are asked for; those that could not be are failures, and hold up nobody. */
export const taken = (run: Run, outcomes: readonly Outcome[], now: number): Run => {
  const asked = outcomes.filter(({ failed }) => failed === undefined);
  const known = new Set(outcomes.map(({ instance }) => instance));
  return withFailures(
    {
      ...run,
      queue: run.queue.filter((instance) => !known.has(instance)),
      flight: [
        ...run.flight,
        ...asked.map(({ instance }) => ({ instance, since: now, begun: 0, done: false })),
      ],
    },
    outcomes.filter(({ failed }) => failed !== undefined),
  );
};

const withFailures = (run: Run, failures: readonly Outcome[]): Run => ({
  ...run,
  done: run.done + failures.length,
  failures: [...run.failures, ...failures].slice(0, MOST_FAILURES),
});

/** All snapshots of an instance are there. */
const isReady = (snapshots: readonly Snapshot[], instance: string): boolean => {
  const own = snapshots.filter((snapshot) => snapshot.instance === instance);
  return own.length > 0 && own.every(({ state }) => state === 'completed');
};

/** Whose scan can begin. */
export const readyOf = ({ flight }: Run, snapshots: readonly Snapshot[]): readonly InFlight[] =>
  flight.filter(({ instance, done, begun }) => !done && begun < ATTEMPTS && isReady(snapshots, instance));

const changed = (run: Run, instance: string, change: Partial<InFlight>): Run => ({
  ...run,
  flight: run.flight.map((each) => (each.instance === instance ? { ...each, ...change } : each)),
});

/** Noted before a scan begins, so that one which takes the function down with it is not begun for ever. */
export const begun = (run: Run, instance: string): Run => {
  const before = run.flight.find((each) => each.instance === instance)?.begun ?? 0;
  return changed(run, instance, { begun: before + 1 });
};

export const scanned = (run: Run, { instance, failed }: Outcome): Run => {
  const after = changed(run, instance, { done: true });
  return failed === undefined
    ? { ...after, done: after.done + 1 }
    : withFailures(after, [{ instance, failed }]);
};

/** Why an instance is given up; `undefined` while there is hope. */
const givenUp = (each: InFlight, snapshots: readonly Snapshot[], now: number): string | undefined => {
  if (each.done) return undefined;
  if (each.begun >= ATTEMPTS) return 'its scan broke off twice';
  const own = snapshots.filter(({ instance }) => instance === each.instance);
  if (own.some(({ state }) => state === 'error')) return 'EC2 could not make a snapshot of it';
  if (now - each.since > PATIENCE_MS) return 'its snapshots were not there after 4 hours';
  // A snapshot that was just asked for may not be listed yet.
  return own.length === 0 && now - each.since > PATIENCE_MS / 16 ? 'its snapshots are gone' : undefined;
};

export interface Released {
  readonly run: Run;
  /** Of instances that nobody waits for any more. */
  readonly remove: readonly string[];
  /** Who was given up just now. */
  readonly failures: readonly Outcome[];
}

/** Lets go of what is scanned or given up. What is removed goes by what EC2 tells, never by what was remembered. */
export const release = (run: Run, snapshots: readonly Snapshot[], now: number): Released => {
  const failures = run.flight.flatMap((each) => {
    const failed = givenUp(each, snapshots, now);
    return failed === undefined ? [] : [{ instance: each.instance, failed }];
  });
  const lost = new Set(failures.map(({ instance }) => instance));
  const flight = run.flight.filter(({ instance, done }) => !done && !lost.has(instance));
  const held = new Set(flight.map(({ instance }) => instance));
  return {
    run: withFailures({ ...run, flight }, failures),
    remove: snapshots.filter(({ instance }) => !held.has(instance)).map(({ id }) => id),
    failures,
  };
};

/** Gives up everybody that is left: nobody's snapshots are kept for a machine that cannot go on. */
export const abandon = (run: Run, failed: string): Released => {
  const left = [...run.queue, ...run.flight.flatMap(({ instance, done }) => (done ? [] : [instance]))];
  const failures = left.map((instance) => ({ instance, failed }));
  return { run: withFailures({ ...run, queue: [], flight: [] }, failures), remove: [], failures };
};

export const isOver = ({ queue, flight }: Run): boolean => queue.length === 0 && flight.length === 0;
