import type { PolicyWords } from './keys.ts';
import { holdsAll, reaches } from './patterns.ts';
import { type Elements, listOf } from './principals.ts';

/** What somebody may do: read or list, change, or everything there is. */
export type Access = 'read' | 'write' | 'full';

/** What a grant or a statement gives to anyone; with a `doubt` where that cannot be told for sure. */
export interface Verdict {
  readonly access: readonly Access[];
  readonly doubt?: string;
}

const access = (read: boolean, write: boolean, full: boolean): readonly Access[] => [
  ...(read ? (['read'] as const) : []),
  ...(write ? (['write'] as const) : []),
  ...(full ? (['full'] as const) : []),
];

/** An action that is neither known to read nor to write is taken for one that writes: S3 too counts it as public. */
const accessOf = (pattern: string, { prefix, reads, writes }: PolicyWords): readonly Access[] => {
  const isRead = reads.some((start) => reaches(pattern, start));
  const isWrite = writes.some((start) => reaches(pattern, start)) || !isRead;
  return access(isRead, isWrite, holdsAll(pattern, prefix));
};

/**
 * Every action of the service but those that meet one of the patterns.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
 */
const accessBut = (
  patterns: readonly string[],
  { prefix, reads, writes }: PolicyWords,
): readonly Access[] => {
  const isLeft = (start: string) => !patterns.some((pattern) => holdsAll(pattern, start));
  if (!isLeft(prefix)) return [];
  const isFull = !patterns.some((pattern) => reaches(pattern, prefix));
  return access(reads.some(isLeft), writes.some(isLeft), isFull);
};

/** What a statement allows, whomever; action names in any case. */
export const accessOfActions = ({ action, notaction }: Elements, words: PolicyWords): Verdict => {
  const given = listOf(notaction ?? action);
  if (given.some((name) => typeof name !== 'string') || (action !== undefined && notaction !== undefined))
    return { access: ['read', 'write'], doubt: 'the action' };
  const patterns = given.map((name) => String(name).toLowerCase());
  return {
    access:
      notaction === undefined
        ? [...new Set(patterns.flatMap((pattern) => accessOf(pattern, words)))]
        : accessBut(patterns, words),
  };
};
