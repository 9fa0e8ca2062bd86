import { own } from '../core/base/json.ts';
import { NO_TALLY, type Sweep } from '../core/sweep/sweep.ts';
import type { Run } from './end.ts';

/** What a sweep is started with; everything is optional. */
export interface Request {
  /** Resource types, all where it is absent. */
  readonly kinds?: readonly string[];
  /** The most fixes, instead of what the policy says. */
  readonly max?: number;
  /** `remediate`: whoever starts it knows what it will close, so that a first sweep need not tell beforehand. */
  readonly first?: 'remediate';
}

/** Schedules and rules send what they like beside it: only what is understood counts. Throws when a kind is unknown. */
export const requestOf = (input: unknown, all: readonly string[]): Request => {
  const kinds = own(input, 'kinds');
  const max = own(input, 'max');
  if (Array.isArray(kinds))
    for (const kind of kinds)
      if (!all.includes(kind))
        throw new Error(`There is no resource type ${kind}; there are ${all.join(', ')}.`);
  return {
    ...(Array.isArray(kinds) && { kinds: kinds as string[] }),
    ...(typeof max === 'number' && Number.isInteger(max) && max >= 0 && { max }),
    ...(own(input, 'first') === 'remediate' && { first: 'remediate' }),
  };
};

/** A sweep before its first step. A type that none has gone through yet is only reported, unless somebody says otherwise. */
export const begin = (
  { kinds: wanted, max, first }: Request,
  all: readonly string[],
  policyFirst: 'notify' | 'remediate',
  latest: Run | undefined,
  startedAt: string,
): Sweep => {
  const kinds = wanted ?? all;
  const tellsFirst = (first ?? policyFirst) === 'notify';
  return {
    queue: kinds.map((kind) => ({
      kind,
      phase: 'open',
      notifyOnly: tellsFirst && latest?.known.includes(kind) !== true,
    })),
    kinds,
    startedAt,
    ...(max !== undefined && { max }),
    tally: NO_TALLY,
    failures: [],
  };
};
