import { type Mode, type Modes, modeOf, type Override, type Policy } from '../base/policy.ts';
import { exclusionsOf } from './candidates.ts';
import { aboutResource, type Facts } from './match.ts';

/** The mode of a template for one resource, and what has decided it. */
export interface ModeInForce {
  readonly mode: Mode;
  /** The override that decided; absent where the template's own mode holds. */
  readonly by?: Override;
  /** The tags have to be read first: until then `mode` is what it would be without them. */
  readonly lacks?: 'tags';
  /** The override whose tags cannot be read. */
  readonly unreadable?: Override;
}

const RANK: Readonly<Record<Mode, number>> = { off: 0, notify: 1, remediate: 2 };

const lower = (one: Mode, other: Mode): Mode => (RANK[one] < RANK[other] ? one : other);

/** An override that names templates is exact; another one is the most that they do, and one by tags never raises. */
const applied = (base: Mode, { mode, templates, tags }: Override): Mode =>
  templates && !tags ? mode : lower(base, mode);

/** The first override that may hold for a template and a resource, and whether it does. */
const firstOf = (overrides: readonly Override[], template: string, facts: Facts) => {
  for (const [i, entry] of exclusionsOf(overrides).entries.entries()) {
    const override = overrides[i];
    const holds = entry.templates?.has(template) === false ? 'no' : aboutResource(entry, facts);
    if (override && holds !== 'no') return { override, holds };
  }
  return undefined;
};

/**
 * The first override whose keys all hold decides. Of a group that several instances use, tags that some of them carry
 * count as much as they lower: nothing is changed, and it is reported.
 */
export const modeFor = (
  policy: Modes & Pick<Policy, 'overrides'>,
  template: string,
  facts: Facts,
): ModeInForce => {
  const base = modeOf(policy, template);
  const first = policy.overrides && firstOf(policy.overrides, template, facts);
  if (!first) return { mode: base };
  const { override, holds } = first;
  if (holds === 'tags') return { mode: base, lacks: holds };
  if (holds === 'unreadable') return { mode: base, unreadable: override };
  const mode = applied(base, override);
  return { mode: holds === 'shared' && mode === 'off' ? lower(base, 'notify') : mode, by: override };
};
