import type { Verdict } from './actions.ts';
import type { PolicyWords } from './keys.ts';
import type { Distrust } from './policy-text.ts';
import { judgeStatements } from './statement.ts';
import type { StatementPart } from './statement-parts.ts';

/** What a text that is not read as AWS has it makes of a verdict. */
const distrusted = (verdict: Verdict, why: string, isUncertain: boolean): Verdict => {
  if (isUncertain) return { access: ['read', 'write'], doubt: why };
  if (verdict.access.length === 0) return verdict;
  return { ...verdict, doubt: verdict.doubt === undefined ? why : `${verdict.doubt}, ${why}` };
};

/** A resource policy as far as it is judged. */
export interface JudgedPolicy {
  readonly statements: readonly StatementPart[];
  /** Where its text cannot be read, or written back, as AWS has it. */
  readonly distrust?: Distrust;
}

/** What each statement of a policy gives to anyone; `about` are the ARNs that it can be about, with `*`. */
export const judgePolicy = (
  { statements, distrust }: JudgedPolicy,
  words: PolicyWords,
  about: readonly string[],
): readonly Verdict[] => {
  const uncertain = distrust?.statements ?? [];
  const isUncertain = ({ position }: StatementPart) => uncertain === 'all' || uncertain.includes(position);
  const verdicts = judgeStatements(
    statements.map(({ statement }) => JSON.parse(statement) as unknown),
    words,
    about,
    (index) => !statements.slice(index, index + 1).some(isUncertain),
  );
  return statements.map((part, i) => {
    const verdict = verdicts[i] ?? { access: [] };
    return distrust ? distrusted(verdict, distrust.why, isUncertain(part)) : verdict;
  });
};
