import type { SinkName } from './owed.ts';

/** Which sinks are not worth a call at the moment. */
export interface Outages {
  isDown(sink: SinkName): boolean;
  /** What became of a call: whether all of it failed, with an error that may pass. */
  note(sink: SinkName, failed: boolean): void;
}

const IN_A_ROW = 2;
const PAUSE_MS = 60_000;

/** A sink that has failed twice in a row is left alone for a minute: one that hangs must not use up the time of the others. */
export const createOutages = (now: () => number): Outages => {
  const failures = new Map<SinkName, { readonly times: number; readonly at: number }>();
  return {
    isDown(sink) {
      const { times = 0, at = 0 } = failures.get(sink) ?? {};
      return times >= IN_A_ROW && now() - at < PAUSE_MS;
    },
    note(sink, failed) {
      if (failed) failures.set(sink, { times: (failures.get(sink)?.times ?? 0) + 1, at: now() });
      else failures.delete(sink);
    },
  };
};
