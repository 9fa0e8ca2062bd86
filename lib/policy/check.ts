import { z } from 'zod';
import { DEFAULT_POLICY, type Policy } from '../../lambdas/core/base/policy.ts';
import { compile } from './compile.ts';
import { exclusionSchema, type KnownTemplate, type Names, overrideSchema } from './entries.ts';
import { remarksOn } from './impossible.ts';
import { type Found, say } from './messages.ts';
import { idleWhy } from './overrides.ts';
import { saidOfIds } from './own-templates.ts';
import { type PolicyFile, policySchema } from './schema.ts';
import { type Path, type Problem, pathText, readSource, type Source } from './source.ts';

export interface Checked {
  /** Undefined when there are errors. */
  readonly policy: Policy | undefined;
  /** Everything that is wrong, in the order of the file. */
  readonly problems: readonly Problem[];
}

const get = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

/** The names that the file itself gives, whatever else may be wrong with it. */
const namesOf = (data: unknown, templates: readonly KnownTemplate[]): Names => ({
  templates,
  custom: customIds(data).filter((id) => id !== ''),
  accounts: keysOf(get(data, 'accounts')),
});

const customIds = (data: unknown): readonly string[] =>
  listOf(get(data, 'customTemplates')).map((entry) => {
    const id = get(entry, 'id');
    return typeof id === 'string' ? id : '';
  });

/** The keys that a mapping at this path may have. */
const allowedAt = (schema: z.core.$ZodType, path: Path): readonly string[] => {
  if (schema instanceof z.ZodOptional) return allowedAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => allowedAt(option, path));
  const [key, ...rest] = path;
  if (schema instanceof z.ZodArray) return allowedAt(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Record<PropertyKey, z.core.$ZodType>;
  if (key === undefined) return Object.keys(shape);
  return shape[key] ? allowedAt(shape[key], rest) : [];
};

const problem = (source: Source, path: Path, message: string, isKey = false): Problem => ({
  ...(isKey ? source.keyPosition(path) : source.position(path)),
  severity: 'error',
  path: pathText(path),
  message,
});

const takenIds = (source: Source, templates: readonly KnownTemplate[]): readonly Problem[] =>
  saidOfIds(listOf(get(source.data, 'customTemplates')), templates).map(({ index, severity, message }) => ({
    ...problem(source, ['customTemplates', index, 'id'], message),
    severity,
  }));

const shapeProblems = (source: Source, schema: ReturnType<typeof policySchema>): readonly Problem[] => {
  const result = schema.safeParse(source.data, { reportInput: true });
  const find = (path: Path): Found => ({
    value: path.reduce(get, source.data),
    written: source.written(path),
    allowed: allowedAt(schema, path),
  });
  const issues = result.error?.issues ?? [];
  const misspelt = new Set(
    issues.flatMap(({ code, path }) => (code === 'unrecognized_keys' ? pathText(path) : [])),
  );
  return issues
    .filter(({ code, path }) => code !== 'custom' || !misspelt.has(pathText(path)))
    .flatMap((issue) => say(issue, find))
    .map(({ path, message, isKey }) => problem(source, path, message, isKey));
};

/** Entries whose shape is right are looked at even where others are wrong. */
const remarks = (source: Source, names: Names, today: string): readonly Problem[] => {
  const like = names.templates.find(({ hasCustom }) => hasCustom);
  const known = names.templates.map(({ id }) => id);
  const added = names.custom.filter((id) => !known.includes(id));
  const all = [...names.templates, ...added.flatMap((id) => (like ? [{ ...like, id }] : []))];
  const accounts = get(source.data, 'accounts');
  const schema = exclusionSchema(names);
  return listOf(get(source.data, 'exclusions')).flatMap((entry, i) => {
    const { data } = schema.safeParse(entry);
    if (!data) return [];
    return remarksOn(data, all, (name) => String(get(accounts, name) ?? name), today).map((remark) => {
      const path = ['exclusions', i, remark.key, ...(remark.index === undefined ? [] : [remark.index])];
      return { ...problem(source, path, remark.message), severity: remark.severity };
    });
  });
};

/** Entries of `overrides` that do nothing, those whose shape is right. */
const idleOverrides = (source: Source, names: Names): readonly Problem[] => {
  const schema = overrideSchema(names);
  const entries = listOf(get(source.data, 'overrides')).map((entry) => schema.safeParse(entry).data);
  return entries.flatMap((entry, i) => {
    const why = entry && idleWhy(entry, entries.slice(0, i));
    return why ? [{ ...problem(source, ['overrides', i], why), severity: 'warning' as const }] : [];
  });
};

const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((one, other) => one.line - other.line || one.column - other.column);

const isWarning = ({ severity }: Problem): boolean => severity === 'warning';

/** What a deletion has ended stands in the ledger: it must be there as long as an exception can hold. */
const tooShort = (source: Source): readonly Problem[] => {
  const ledgerDays = get(get(source.data, 'retention'), 'ledgerDays') ?? DEFAULT_POLICY.retention.ledgerDays;
  const maxDays = get(get(source.data, 'exceptions'), 'maxDays') ?? DEFAULT_POLICY.exceptions.maxDays;
  if (typeof ledgerDays !== 'number' || typeof maxDays !== 'number' || maxDays > 366 || ledgerDays >= maxDays)
    return [];
  const path =
    get(source.data, 'retention') === undefined ? ['exceptions', 'maxDays'] : ['retention', 'ledgerDays'];
  return [
    problem(
      source,
      path,
      `the ledger is kept for ${ledgerDays} days and an exception may hold for ${maxDays}: keep it at least as long, or what a deletion has ended begins to hold again`,
    ),
  ];
};

const isNothing = ({ data }: Source): boolean => data === undefined || data === null;

const isMapping = ({ data }: Source): boolean => typeof data === 'object' && !Array.isArray(data);

/** The problems of a file that says something; `file` is there where its shape is right. */
const examine = (
  source: Source,
  templates: readonly KnownTemplate[],
  today: string,
): { readonly file?: PolicyFile; readonly problems: readonly Problem[] } => {
  if (isNothing(source)) return { problems: source.problems };
  if (!isMapping(source))
    return { problems: [problem(source, [], 'expected keys such as mode:, templates: and exclusions:')] };
  const names = namesOf(source.data, templates);
  const schema = policySchema(names);
  const problems = [
    ...source.problems,
    ...shapeProblems(source, schema),
    ...takenIds(source, templates),
    ...tooShort(source),
    ...remarks(source, names, today),
    ...idleOverrides(source, names),
  ];
  return { problems, ...(problems.every(isWarning) && { file: schema.parse(source.data) }) };
};

/**
 * Checks the text of a policy file against the catalogue, and compiles it where nothing is wrong. `file` is its name, for
 * the exclusions' origins; `today` a day, UTC. An empty file means the same as none. Never throws.
 */
export const checkPolicy = (
  text: string,
  { file, templates, today }: { file: string; templates: readonly KnownTemplate[]; today: string },
): Checked => {
  const source = readSource(text);
  if (!source.readable) return { policy: undefined, problems: inOrder(source.problems) };
  const isEmpty = isNothing(source) && source.problems.length === 0;
  const examined = isEmpty ? { file: {}, problems: [] } : examine(source, templates, today);
  const originOf = (list: 'exclusions' | 'overrides', i: number): string =>
    `${file}:${source.position([list, i]).line}`;
  return {
    policy: examined.file ? compile(examined.file, templates, originOf) : undefined,
    problems: inOrder(examined.problems),
  };
};

/** `policy.yaml:3:5: mode: expected …`, with `warning:` where it is one. */
export const problemText = (file: string, { line, column, path, severity, message }: Problem): string =>
  [
    `${file}:${line}:${column}`,
    ...(severity === 'warning' ? ['warning'] : []),
    ...(path ? [path] : []),
    message,
  ].join(': ');
