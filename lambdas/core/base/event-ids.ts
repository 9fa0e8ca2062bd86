import type { CloudTrailEvent } from './event.ts';

/** More ids than one call can name; what stands beyond belongs to a forged event. */
export const MOST_IDS = 50;

/** Every text in a value, however deep: without recursion, since events may be nested deeper than the stack. */
export const everyText = (root: unknown): readonly string[] => {
  const found: string[] = [];
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) open.push(inner);
  }
  return found;
};

/** The values that stand for ids, each once. */
export const idsAmong = (values: readonly unknown[], pattern: RegExp): readonly string[] =>
  [
    ...new Set(values.filter((value): value is string => typeof value === 'string' && pattern.test(value))),
  ].slice(0, MOST_IDS);

/** Why an event cannot be told to be about anything, and what to do about it. */
export const refused = (
  { name, id }: Pick<CloudTrailEvent, 'name' | 'id'>,
  what: string,
): { readonly refused: string } => ({
  refused: `${name} names no ${what}. Look at CloudTrail event ${id} and at what it changed, or run a sweep.`,
});
