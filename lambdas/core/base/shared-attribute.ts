import { isRecord, own } from './json.ts';
import { code, compact, type Layout } from './presentation.ts';
import type { ResourceType, Template } from './resource-type.ts';

/** One value of an attribute that says whom a resource is shared with: an account, a principal, or everybody. */
export interface Value {
  readonly value: string;
}

/** A resource, as far as it is shared. */
export interface Shared {
  readonly id: string;
  readonly values: readonly Value[];
  /** Why it is only reported that everybody is among them; absent where that is to be removed. */
  readonly reportOnly?: string;
}

/** What every type whose parts are such values has in common. */
export const valueWords = (
  attribute: string,
): Pick<ResourceType<Shared, Value>, 'key' | 'describe' | 'parts' | 'assume' | 'sees' | 'same'> => ({
  key: ({ value }) => value,
  describe: ({ value }) => `${attribute}: ${value}`,
  parts: ({ values }) => values,
  assume: (id, values) => ({ id, values }),
  sees: ({ values }, shown) => values.some(({ value }) => value === shown.value),
  // Nothing tells one `all` from another: the ledger's may have been removed before this one was added.
  same: (shown, known) => shown.value === known.value,
});

/** What tells one type of shared resources from another. */
export interface SharedType
  extends Omit<ResourceType<Shared, Value>, keyof ReturnType<typeof valueWords> | 'templates'> {
  /** What the attribute is called, e.g. `launchPermission`. */
  readonly attribute: string;
  /** The value that stands for everybody, e.g. `all`. */
  readonly everybody: string;
  readonly template: Pick<
    Template<never, never>,
    'id' | 'title' | 'why' | 'severity' | 'controls' | 'defaultMode'
  >;
}

/** The resource type of a list attribute: what everybody may use loses that one value, and keeps every other. */
export const sharedType = ({
  attribute,
  everybody,
  template,
  ...type
}: SharedType): ResourceType<Shared, Value> => ({
  ...type,
  templates: [
    {
      ...template,
      since: '0.2',
      covers: `${attribute}: ${everybody}`,
      offending: ({ values }) => values.filter(({ value }) => value === everybody),
      reportOnly: ({ reportOnly }) => reportOnly,
    },
  ],
  ...valueWords(attribute),
});

const meaning = (value: string, everybody: string): string => {
  if (value === everybody) return 'Every AWS account';
  return /^\d{12}$/.test(value) ? 'One AWS account' : 'A named principal';
};

/** How the values of such an attribute are laid out in a report. `told` is what the value for everybody means. */
export const sharedLayout = (everybody: string, told = 'Every AWS account'): Layout => ({
  columns: [{ label: 'Shared with', after: true }, { label: 'That is' }],
  noun: 'value',
  fits: (part) => isRecord(part) && Object.keys(part).join() === 'value',
  cells: (part) => {
    const value = compact(own(part, 'value'));
    return [code(value), { text: value === everybody ? told : meaning(value, everybody) }];
  },
});
