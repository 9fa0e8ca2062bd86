import type { Refused, Restore, Undone } from '../../core/base/ports.ts';
import { cleared, living, policyWith } from '../../core/judge/restore-statements.ts';
import { statementParts } from '../../core/judge/statement-parts.ts';
import { describe } from './messages.ts';
import { type BucketPart, contentOf, type GrantPart, isGrant, isStatement } from './model.ts';

/** A bucket as far as an undo is concerned: its policy as it is kept, and the grants of its ACL. */
export interface Now {
  readonly policy: unknown;
  readonly grants: readonly GrantPart[];
}

/** The parts that come back, and the policy that then is to be written, where a statement is among them. */
export interface BucketRestore extends Restore<BucketPart> {
  readonly policy?: Readonly<Record<string, unknown>>;
}

const livingParts = (part: BucketPart, there: ReadonlySet<string>): readonly BucketPart[] =>
  part.kind === 'statement' ? living(part, there) : [part];

/**
 * What it takes to put back the grants and statements that were removed, by their content, and to take away what stands
 * in their place. Default encryption that was added stays: since 2023 AWS encrypts every bucket and takes it off none.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
export const planRestore = (
  now: Now,
  { before, removed, added }: Undone<BucketPart>,
): BucketRestore | Refused => {
  const there = new Set([...now.grants, ...statementParts(now.policy)].map(contentOf));
  const changed = added.filter((part) => !there.has(contentOf(part)));
  if (changed.length > 0)
    return {
      refused: `What took the place of the removed statements has changed since: ${changed.map(describe).join(', ')} is not there any more. Add by hand what is still wanted.`,
    };
  const lasting = removed.filter(({ kind }) => kind === 'encryption');
  const present = removed.filter((part) => there.has(contentOf(part)));
  const missing = removed.filter((part) => !lasting.includes(part) && !present.includes(part));
  const put = missing.flatMap((part) => livingParts(part, there));
  const notes = [
    ...(lasting.length > 0
      ? ['Default encryption stays: AWS encrypts every bucket since 2023 and takes it off none.']
      : []),
    ...(present.length > 0 ? [`There already: ${present.map(describe).join(', ')}.`] : []),
  ];
  if (put.length === 0) return { refused: [...notes, 'So there is nothing to put back.'].join(' ') };
  const written = policyWith(
    put.filter(isStatement).toSorted((one, other) => one.position - other.position),
    before.flatMap((part) => livingParts(part, there)).filter(isStatement),
    cleared(now.policy, new Set(added.map(contentOf))),
  );
  return 'refused' in written ? written : { put, take: added, notes, ...written };
};

/** The grants among the parts. */
export const grantsOf = (parts: readonly BucketPart[]): readonly GrantPart[] => parts.filter(isGrant);
