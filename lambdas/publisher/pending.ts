import { isRecord, own } from '../core/base/json.ts';

export const SINKS = ['sns', 'securityHub', 'eventBridge', 'chat'] as const;
export type SinkName = (typeof SINKS)[number];

/**
 * What is still to be published, template ids by sink. The ledger record's attribute `pending` holds what is tried again
 * by itself: absent on a record that no sink has failed yet, empty once all of them have taken it. Its attribute `owed`
 * holds what was refused for good, until somebody has mended the cause.
 */
export type Pending = Readonly<Partial<Record<SinkName, readonly string[]>>>;

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

/** The attribute of that name, as far as it is one. */
export const pendingOf = (value: unknown, name: 'pending' | 'owed' = 'pending'): Pending | undefined => {
  const pending = own(value, name);
  if (!isRecord(pending)) return undefined;
  return Object.fromEntries(
    SINKS.flatMap((sink) => {
      const templates = own(pending, sink);
      return isTexts(templates) && templates.length > 0 ? [[sink, templates]] : [];
    }),
  );
};

export const isEmpty = (pending: Pending): boolean => Object.keys(pending).length === 0;

/** Do these name the same templates for the same sinks? */
export const samePending = (one: Pending | undefined, other: Pending | undefined): boolean =>
  (one === undefined) === (other === undefined) &&
  SINKS.every((sink) => one?.[sink]?.toSorted().join() === other?.[sink]?.toSorted().join());

/** Everything that one or the other names, each once. */
export const both = (one: Pending, other: Pending): Pending =>
  Object.fromEntries(
    SINKS.flatMap((sink) => {
      const templates = [...new Set([...(one[sink] ?? []), ...(other[sink] ?? [])])];
      return templates.length > 0 ? [[sink, templates.toSorted()]] : [];
    }),
  );
