import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';

/** A place in the file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly severity: 'error' | 'warning';
  /** Where in the policy, e.g. `exclusions[2].until`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

export type Path = readonly PropertyKey[];

/** A YAML file with the place of each of its values. */
export interface Source {
  readonly data: unknown;
  /** False where the YAML is so broken that it holds no values. */
  readonly readable: boolean;
  /** What is wrong with the YAML itself. */
  readonly problems: readonly Problem[];
  /** Where a value stands; of one that is missing, where the mapping around it stands. */
  position(path: Path): Position;
  /** Where a key stands. */
  keyPosition(path: Path): Position;
  /** A scalar as it is written, without quotes: `007` is not yet 7. */
  written(path: Path): string | undefined;
}

/** `exclusions[2].until` */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

const offsetOf = (node: unknown): number | undefined =>
  (isNode(node) ? (node as Node).range?.[0] : undefined) ?? undefined;

const at = (lines: LineCounter, offset: number): Position => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
};

/** What the library says in words of its own interface. */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Tabs are not allowed as indentation: indent with spaces.',
  MULTIPLE_DOCS: 'One file holds one policy: remove the line ---.',
};

/** The library shows the line itself below its message. */
const wordsOf = ({ code, message }: YAMLParseError): string =>
  WORDS[code] ?? `${(message.split(/ at line \d+|\n/)[0] ?? message).trim().replace(/\.$/, '')}.`;

const problemAt = (position: Position, message: string): Problem => ({
  ...position,
  severity: 'error',
  path: '',
  message,
});

/** The first of two equal keys wins in no YAML reader that people agree on. */
const repeatedKeys = (map: YAMLMap, lines: LineCounter): Problem[] => {
  const first = new Map<string, number>();
  return map.items.flatMap((pair) => {
    const key = keyOf(pair);
    const offset = offsetOf(pair.key) ?? 0;
    const before = first.get(key);
    if (before === undefined) first.set(key, offset);
    return before === undefined
      ? []
      : [problemAt(at(lines, offset), `The key ${key} stands on line ${at(lines, before).line} already.`)];
  });
};

/** What YAML can do and a policy that people review should not. */
const unwelcome = (document: Document, lines: LineCounter): readonly Problem[] => {
  const problems: Problem[] = [];
  const note = (node: unknown, message: string) =>
    problems.push(problemAt(at(lines, offsetOf(node) ?? 0), message));
  visit(document, {
    Map: (_, map) => void problems.push(...repeatedKeys(map, lines)),
    Node: (_, node) => {
      if (isAlias(node))
        return void note(node, `The alias *${node.source} is not allowed: write the value out.`);
      if (node.anchor) note(node, `The anchor &${node.anchor} is not allowed: write the value out.`);
      if (node.tag) note(node, `The tag ${node.tag} is not allowed: write the plain value.`);
    },
  });
  return problems;
};

const navigate = (
  document: Document,
  lines: LineCounter,
): Pick<Source, 'position' | 'keyPosition' | 'written'> => {
  const nodeAt = (path: Path): unknown => document.getIn([...path], true);
  const position = (path: Path): Position => {
    const offset = offsetOf(nodeAt(path));
    if (offset !== undefined) return at(lines, offset);
    return path.length === 0 ? { line: 1, column: 1 } : position(path.slice(0, -1));
  };
  return {
    position,
    keyPosition: (path) => {
      const map = nodeAt(path.slice(0, -1));
      const pair = isMap(map) ? map.items.find((item) => keyOf(item) === String(path.at(-1))) : undefined;
      const offset = offsetOf(pair?.key);
      return offset === undefined ? position(path.slice(0, -1)) : at(lines, offset);
    },
    written: (path) => {
      const node = nodeAt(path);
      return isScalar(node) ? (node.source ?? String(node.value)) : undefined;
    },
  };
};

/** The values; the library refuses aliases that multiply without bound, and those are reported anyway. */
const dataOf = (document: Document): unknown => {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
};

/** Reads YAML 1.2 and keeps the place of everything in it. Never throws. */
export const readSource = (text: string): Source => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, version: '1.2' });
  const broken = document.errors.map((error) => problemAt(at(lines, error.pos[0]), wordsOf(error)));
  const readable = broken.length === 0;
  return {
    data: readable ? dataOf(document) : undefined,
    readable,
    problems: readable ? unwelcome(document, lines) : broken,
    ...navigate(document, lines),
  };
};
