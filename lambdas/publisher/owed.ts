import { isRecord, own } from '../core/base/json.ts';

/** Where things go: findings to most; `alarm` is the dead-letter queue, and `sweep` starts one for what was handed over. */
export const SINKS = ['sns', 'mail', 'chat', 'securityHub', 'eventBridge', 'alarm', 'sweep'] as const;
export type SinkName = (typeof SINKS)[number];

/**
 * What has not been published yet, template ids by sink. The ledger record's attribute `owed` holds it: absent on a
 * record that every sink has taken at once, empty when all have taken it in the end.
 */
export type Owed = Readonly<Partial<Record<SinkName, readonly string[]>>>;

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

const collect = (of: (sink: SinkName) => readonly string[]): Owed =>
  Object.fromEntries(
    SINKS.flatMap((sink) => {
      const templates = of(sink);
      return templates.length > 0 ? [[sink, templates]] : [];
    }),
  );

/** The attribute of a record, as far as it is one. */
export const owedOf = (value: unknown): Owed | undefined => {
  const owed = own(value, 'owed');
  if (!isRecord(owed)) return undefined;
  return collect((sink) => {
    const templates = own(owed, sink);
    return isTexts(templates) ? templates : [];
  });
};

export const isEmpty = (owed: Owed): boolean => Object.keys(owed).length === 0;

/** Everything that one or the other names, each once. */
export const both = (one: Owed, other: Owed): Owed =>
  collect((sink) => [...new Set([...(one[sink] ?? []), ...(other[sink] ?? [])])].toSorted());

/** Of what is owed, what `keep` says. */
export const some = (owed: Owed, keep: (sink: SinkName, template: string) => boolean): Owed =>
  collect((sink) => (owed[sink] ?? []).filter((template) => keep(sink, template)));
