import { classify, message } from '../../lambdas/core/base/errors.ts';
import { counted } from '../../lambdas/core/base/text.ts';

/** `fail`: Drawbridge does not work as it should. `warn`: it does, but somebody should know. */
export type Health = 'ok' | 'warn' | 'fail' | 'unknown';

export interface Check {
  readonly name: string;
  readonly verdict: Health;
  readonly says: string;
  /** What to do about it; absent where all is well. */
  readonly advice?: string;
}

export type CheckResult = Omit<Check, 'name'>;

export const ok = (says: string): CheckResult => ({ verdict: 'ok', says });
export const warn = (says: string, advice: string): CheckResult => ({ verdict: 'warn', says, advice });
export const fail = (says: string, advice: string): CheckResult => ({ verdict: 'fail', says, advice });

/** Makes a check; what AWS refuses to tell is unknown, and never taken for well. */
export const check = async (name: string, look: () => Promise<CheckResult>): Promise<Check> => {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    const advice =
      classify(error) === 'permanent'
        ? 'Ask for the permission that is missing, or use another --profile.'
        : 'Try again.';
    return { name, verdict: 'unknown', says: `cannot be checked. ${message(error)}`, advice };
  }
};

/** `3 minutes`, `2 days`: the time since then, in the largest unit that fits. */
export const ageOf = (then: number, now: number): string => {
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, unit] = units.find(([each]) => seconds >= each) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return counted(count, unit);
};
