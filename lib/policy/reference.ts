interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: '`true`, `false`',
};

const range = ({ minimum, maximum }: Schema): string => {
  const known = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  if (known(minimum) && known(maximum)) return ` from ${minimum} to ${maximum}`;
  return known(minimum) ? `, ${minimum} or more` : '';
};

const values = (schema: Schema): string => {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map(values).filter(Boolean).join(', or ');
  if (schema.type === 'array') return schema.items?.properties ? 'list of mappings' : 'list';
  if (schema.type === 'object') return 'mapping';
  return `${WORDS[schema.type ?? ''] ?? ''}${range(schema)}`;
};

/** The mappings inside: of a list its entries, of a map with names of one's own any of its values. */
const inside = (path: string, schema: Schema): readonly (readonly [string, Schema])[] => {
  if (schema.anyOf) return schema.anyOf.flatMap((branch) => inside(path, branch));
  if (schema.items) return inside(`${path}[]`, schema.items);
  return Object.entries(schema.properties ?? {}).map(([key, inner]) => [`${path}.${key}`, inner] as const);
};

const rows = (path: string, schema: Schema): readonly string[] => [
  `| \`${path}\` | ${values(schema)} | ${(schema.description ?? '').replaceAll('|', '\\|')} |`,
  ...inside(path, schema).flatMap(([below, inner]) => rows(below, inner)),
];

/** One template for all: each key under the templates that take it. */
const templateRows = ({ properties = {} }: Schema): readonly string[] => {
  const keys = new Map(
    Object.values(properties).flatMap((settings) => Object.entries(settings.properties ?? {})),
  );
  return [...keys].flatMap(([key, schema]) => rows(`templates.<id>.${key}`, schema));
};

/** The keys of the policy file as a table in Markdown, made of its JSON Schema. */
export const referenceTable = (schema: Readonly<Record<string, unknown>>): string =>
  [
    '| key | value | meaning |',
    '| --- | --- | --- |',
    ...Object.entries((schema as Schema).properties ?? {}).flatMap(([key, inner]) =>
      key === 'templates'
        ? [`| \`templates\` | mapping | ${inner.description ?? ''} |`, ...templateRows(inner)]
        : rows(key, inner),
    ),
  ].join('\n');
