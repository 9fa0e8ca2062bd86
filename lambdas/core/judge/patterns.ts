/** Patterns of actions and resources: `*` stands for any text, `?` for any letter. */

/** Work that is left, in steps: no policy, however made, takes longer. */
export interface Budget {
  steps: number;
}

/** Does a piece without stars stand here? Its `?` may be any letter, but no star of the other pattern. */
const stands = (piece: string, text: string, at: number, budget: Budget): boolean => {
  budget.steps -= piece.length + 1;
  if (budget.steps < 0) return false;
  for (let i = 0; i < piece.length; i += 1) {
    const letter = text[at + i];
    if (letter !== piece[i] && (piece[i] !== '?' || letter === '*' || letter === undefined)) return false;
  }
  return true;
};

/** The first place, from one on, after which a piece does not reach beyond the end; undefined where it stands nowhere. */
const placeOf = (
  piece: string,
  text: string,
  from: number,
  end: number,
  budget: Budget,
): number | undefined => {
  for (let at = from; at + piece.length <= end && budget.steps > 0; at += 1)
    if (stands(piece, text, at, budget)) return at;
  return undefined;
};

/**
 * Is whatever meets `other` met by `pattern`? Sound but not complete: a wildcard in `other` must be met by one in
 * `pattern`. False once the budget is spent.
 */
export const covers = (pattern: string, other: string, budget: Budget): boolean => {
  const [first = '', ...middle] = pattern.split('*');
  const last = middle.pop();
  if (last === undefined) return pattern.length === other.length && stands(pattern, other, 0, budget);
  const end = other.length - last.length;
  if (end < first.length || !stands(first, other, 0, budget) || !stands(last, other, end, budget))
    return false;
  let from = first.length;
  for (const piece of middle) {
    const at = placeOf(piece, other, from, end, budget);
    if (at === undefined) return false;
    from = at + piece.length;
  }
  return true;
};

const head = (pattern: string): string => /^[^*?]*/.exec(pattern)?.[0] ?? '';

/** Do two patterns certainly meet nothing in common? Told by how they begin, or by the one text that one of them is. */
export const areApart = (one: string, other: string, budget: Budget): boolean => {
  const [a, b] = [head(one), head(other)];
  if (a === one || b === other) {
    const isMet = a === one ? covers(other, one, budget) : covers(one, other, budget);
    return !isMet && budget.steps > 0;
  }
  return !a.startsWith(b) && !b.startsWith(a);
};

/** A pattern up to its first `*`, and what follows; undefined where there is none. */
const split = (pattern: string): readonly [string, string | undefined] => {
  const star = pattern.indexOf('*');
  return star < 0 ? [pattern, undefined] : [pattern.slice(0, star), pattern.slice(star)];
};

/** Is there a name that starts so and meets the pattern? What follows a `*` can always be met. */
export const reaches = (pattern: string, start: string): boolean => {
  const [begin, tail] = split(pattern);
  if (tail === undefined && begin.length < start.length) return false;
  return [...begin.slice(0, start.length)].every((letter, i) => letter === '?' || letter === start[i]);
};

/** Does every name that starts so meet the pattern? */
export const holdsAll = (pattern: string, start: string): boolean => {
  const [begin, tail] = split(pattern);
  return (
    tail !== undefined &&
    /^[*?]*$/.test(tail) &&
    [...begin].every((letter, i) => letter === '?' || letter === start[i])
  );
};
