/** Why a policy's text is not read, or could not be written back, as AWS has it. */
export interface Distrust {
  readonly why: string;
  /** The statements whose reading is uncertain, from 0; none where all are only hard to write back. */
  readonly statements: readonly number[] | 'all';
}

export interface PolicyText {
  readonly document: unknown;
  readonly distrust?: Distrust;
}

/** Deeper than any policy that AWS takes. */
const MAX_DEPTH = 32;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\],]|:/g;

/** An object or a list on the way to a token. */
interface Level {
  /** The keys so far; a list has none. */
  readonly keys?: Set<string>;
  /** The key that comes next, or the place in the list. */
  at: string | number;
  isKeyNext: boolean;
}

/** Does JavaScript keep the number as it is written? 15 digits always are: IEEE 754. */
const isKept = (token: string): boolean => {
  const [mantissa = ''] = token.split(/e/i);
  const digits = mantissa.replaceAll(/[-.]/g, '').replaceAll(/^0+|0+$/g, '');
  const value = Number(token);
  return Number.isFinite(value) && digits.length <= 15 && (value !== 0 || digits === '');
};

/** The statement that a token stands in, by the way to it; undefined where it stands beside them all. */
const statementOf = ([top, next]: readonly Level[]): number | undefined => {
  if (top?.at !== 'Statement' || !next) return undefined;
  return typeof next.at === 'number' ? next.at : 0;
};

interface Findings {
  why?: string;
  readonly statements: Set<number>;
  isEverywhere: boolean;
}

/** Takes a text as a key, where one is due, and notes whether the object has it already. */
const takeKey = (token: string, levels: readonly Level[], found: Findings): void => {
  const level = levels.at(-1);
  if (!level?.keys || !level.isKeyNext) return;
  const key = String(JSON.parse(token));
  level.isKeyNext = false;
  if (level.keys.has(key)) {
    found.why ??= `a key that stands twice in one object, ${JSON.stringify(key.slice(0, 64))}`;
    const statement = levels.length > 1 ? statementOf(levels) : undefined;
    if (statement === undefined) found.isEverywhere = true;
    else found.statements.add(statement);
  }
  level.keys.add(key);
  level.at = key;
};

const goOn = (level: Level | undefined): void => {
  if (!level) return;
  if (typeof level.at === 'number') level.at += 1;
  else level.isKeyNext = true;
};

/** Goes through valid JSON once. Throws a RangeError where it is nested too deep. */
const inspect = (text: string): Findings => {
  const found: Findings = { statements: new Set(), isEverywhere: false };
  const levels: Level[] = [];
  const steps: Readonly<Record<string, () => unknown>> = {
    '{': () => levels.push({ keys: new Set(), at: '', isKeyNext: true }),
    '[': () => levels.push({ at: 0, isKeyNext: false }),
    '}': () => levels.pop(),
    ']': () => levels.pop(),
    ',': () => goOn(levels.at(-1)),
    ':': () => undefined,
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const step = steps[token];
    if (step) step();
    else if (token.startsWith('"')) takeKey(token, levels, found);
    else if (!isKept(token)) found.why ??= `a number that JSON cannot hold, ${token.slice(0, 64)}`;
    if (levels.length > MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH} levels`);
  }
  return found;
};

/**
 * Parses a policy, and tells where that cannot be trusted: of a key that stands twice in one object JSON keeps the last
 * (RFC 8259, section 4, leaves it open), and of a long number the first digits. In linear time, however deep. Throws a
 * SyntaxError where it is no JSON, a RangeError where it is nested deeper than any policy.
 */
export const readPolicyText = (text: string): PolicyText => {
  const document: unknown = JSON.parse(text);
  const { why, statements, isEverywhere } = inspect(text);
  if (why === undefined) return { document };
  return { document, distrust: { why, statements: isEverywhere ? 'all' : [...statements] } };
};

/** Is a value nested deeper than any policy? Without recursion, since it may be deeper than the stack. */
export const isTooDeep = (value: unknown): boolean => {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
};
