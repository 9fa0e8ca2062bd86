export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property, never an inherited one: events may be hostile. */
export const own = (value: unknown, key: string): unknown =>
  isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** The value at a dotted path of own properties. */
export const at = (value: unknown, path: string): unknown => path.split('.').reduce(own, value);

const oneOrMany = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  return isRecord(value) && Object.keys(value).length > 0 ? [value] : [];
};

/** Events show a list as `{ items: [...] }`, an array, or the bare object when there is one. */
export const list = (value: unknown): readonly unknown[] =>
  oneOrMany(own(value, 'items') ?? own(value, 'item') ?? value);
