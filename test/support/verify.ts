import { describe, expect, test } from 'vitest';
import type { Template } from '../../lambdas/core/base/resource-type.ts';

export interface Cases<Model, Part> {
  /** How to put a resource around parts. */
  readonly given: (parts: readonly Part[]) => Model;
  /** Sentences and the part that each is about: `a span that covers 22`. */
  readonly violates: Readonly<Record<string, Part>>;
  readonly complies: Readonly<Record<string, Part>>;
}

/** Freezes a value to the bottom, so that whoever writes to it throws. */
export const freeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    for (const inner of Object.values(Object.freeze(value))) freeze(inner);
  return value;
};

/** A template tester: one row, one test, and the promises that every template makes. */
export const verify = <Model, Part>(
  template: Template<Model, Part>,
  { given, violates, complies }: Cases<Model, Part>,
): void => {
  const offending = (parts: readonly Part[]) => template.offending(freeze(given(parts)));
  const good = Object.values(complies);
  const all = [...Object.values(violates), ...good];

  describe(template.id, () => {
    test.for(Object.entries(violates))('removes %s, and only that', ([, part]) => {
      expect(offending([...good, part])).toEqual([part]);
    });
    test.for(Object.entries(complies))('keeps %s', ([, part]) => {
      expect(offending([part])).toEqual([]);
    });
    test('returns the resource’s own parts, each once', () => {
      const parts = offending(all);
      expect(new Set(parts).size).toBe(parts.length);
      for (const part of parts) expect(all.includes(part)).toBe(true);
    });
    test('is satisfied by what it leaves', () => {
      const removed = new Set(offending(all));
      expect(offending(all.filter((part) => !removed.has(part)))).toEqual([]);
    });
    test('answers the same for the parts in any order', () => {
      expect(new Set(offending(all.toReversed()))).toEqual(new Set(offending(all)));
    });
  });
};
