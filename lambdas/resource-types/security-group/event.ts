import type { CloudTrailEvent } from '../../core/base/event.ts';
import { MOST_IDS, refused } from '../../core/base/event-ids.ts';
import { isRecord, own } from '../../core/base/json.ts';
import type { Hint, LookUp } from '../../core/base/resource-type.ts';
import type { IngressRule } from './model.ts';
import { rowsShown } from './shown.ts';

/** Deeper than any record that CloudTrail writes. */
const MAX_DEPTH = 32;
/** The longest group name that EC2 takes. */
const MAX_NAME = 255;

const GROUP_ID = /^sg-[0-9a-z]{1,40}$/;
const INSTANCE_ID = /^i-[0-9a-z]{1,40}$/;
const RULE_ID = /^sgr-[0-9a-z]{1,40}$/;
const PREFIX_LIST_ID = /^pl-[0-9a-z]{1,40}$/;
/** A group id within a text, e.g. within an ARN. */
const GROUP_ID_WITHIN = /(?<![0-9a-z-])sg-[0-9a-f]{8,17}(?![0-9a-z])/g;

const ITEMS = new Set(['item', 'items', 'member']);
const REFERENCES = new Set(['groups', 'useridgrouppairs', 'referencedgroupid', 'referencedgroupinfo']);

/** A list's items go by the name of the list. */
const isItem = (name: string): boolean => ITEMS.has(name) || /^\d+$/.test(name);

/** Properties about groups that a row refers to, which are not the group that was changed. */
const isReference = (name: string): boolean =>
  REFERENCES.has(name) || name.startsWith('sourcesecuritygroup') || name.startsWith('sourcegroup');

interface Text {
  /** Lower-case name of the property that holds it. */
  readonly name: string;
  readonly text: string;
}

/** What a property is called, lower case; `IpPermissions.1.ToPort` counts as nested, as in EC2's query API. */
const nameOf = (key: string, outer: string): string | undefined => {
  const name = key.slice(0, 200).toLowerCase();
  if (!name.includes('.')) return isReference(name) ? undefined : isItem(name) ? outer : name;
  const path = name.split('.');
  return path.some(isReference) ? undefined : (path.findLast((step) => !isItem(step)) ?? outer);
};

/** What stands in a value, with the name that it goes by; referenced groups left out. */
const insidesOf = (value: object, name: string): readonly (readonly [string, unknown])[] =>
  Array.isArray(value)
    ? value.map((inner: unknown) => [name, inner] as const)
    : Object.entries(value).flatMap(([key, inner]) => {
        const called = nameOf(key, name);
        return called === undefined ? [] : [[called, inner] as const];
      });

const collect = (value: unknown, name: string, depth: number, into: Text[]): void => {
  if (typeof value === 'string') into.push({ name, text: value });
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return;
  for (const [called, inner] of insidesOf(value, name)) collect(inner, called, depth + 1, into);
};

/** Every text in some values. */
const textsIn = (...values: readonly unknown[]): readonly Text[] => {
  const texts: Text[] = [];
  for (const value of values) collect(value, '', 0, texts);
  return texts;
};

const unique = (values: Iterable<string>): readonly string[] => {
  const found = new Set<string>();
  for (const value of values) {
    if (found.size === MOST_IDS) break;
    found.add(value);
  }
  return [...found];
};

/** The texts of this form that stand in properties of these names, e.g. `groupId`, `GroupId` or `groupIds`. */
const named = (texts: readonly Text[], pattern: RegExp, ...names: readonly string[]): readonly string[] =>
  unique(
    texts.filter(({ name, text }) => names.includes(name) && pattern.test(text)).map(({ text }) => text),
  );

const groupsAnywhere = (record: unknown): readonly string[] => {
  return unique(textsIn(record).flatMap(({ text }) => [...text.matchAll(GROUP_ID_WITHIN)].map(([id]) => id)));
};

const lookUps = (by: string, values: readonly string[]): readonly LookUp[] =>
  values.map((value) => ({ by, value }));

/** CloudTrail replaces what is too long by `omitted: true`. */
const isOmitted = ({ requestParameters }: CloudTrailEvent): boolean =>
  own(requestParameters, 'omitted') !== undefined;

const whatStands = (event: CloudTrailEvent, property: string): string => {
  if (isOmitted(event)) return 'requestParameters were omitted for their size';
  if (!isRecord(event.requestParameters)) return `requestParameters are not an object`;
  const value = own(event.requestParameters, property);
  if (value === undefined) return `requestParameters.${property} is missing`;
  return typeof value === 'string'
    ? `requestParameters.${property} is ${JSON.stringify(value.slice(0, 64))}`
    : `requestParameters.${property} is not a text`;
};

type Ids = Pick<Hint<IngressRule>, 'ids' | 'lookUps'> | { readonly refused: string };

const refuse = (event: CloudTrailEvent, what: string, property: string): Ids =>
  refused(event, `${what}: ${whatStands(event, property)}`);

const groupsOf = (event: CloudTrailEvent, texts: readonly Text[]): Ids => {
  const ids = named(texts, GROUP_ID, 'groupid', 'groupids', 'securitygroupid', 'securitygroupids');
  if (ids.length > 0) return { ids, lookUps: [] };
  const names = named(texts, /^.+$/s, 'groupname', 'groupnames').filter(({ length }) => length <= MAX_NAME);
  if (names.length > 0) return { ids: [], lookUps: lookUps('name', names) };
  const rules = named(texts, RULE_ID, 'securitygroupruleid', 'securitygroupruleids');
  const anywhere = groupsAnywhere(event.record);
  if (rules.length + anywhere.length > 0) return { ids: anywhere, lookUps: lookUps('rule', rules) };
  return refuse(event, 'security group', 'groupId');
};

const prefixListsOf = (event: CloudTrailEvent, texts: readonly Text[]): Ids => {
  const lists = named(texts, PREFIX_LIST_ID, 'prefixlistid', 'prefixlistids');
  if (lists.length > 0) return { ids: [], lookUps: lookUps('prefix-list', lists) };
  return refuse(event, 'prefix list', `${event.name}Request`);
};

/** Tags of other resources are none of our business, so naming neither a group nor an instance is no mistake. */
const taggedGroups = (event: CloudTrailEvent, texts: readonly Text[]): Ids => {
  const ids = named(texts, GROUP_ID, 'resourceid', 'resourceids');
  return {
    ids: ids.length === 0 && isOmitted(event) ? groupsAnywhere(event.record) : ids,
    lookUps: lookUps('instance', named(texts, INSTANCE_ID, 'resourceid', 'resourceids')),
  };
};

const FINDERS: Readonly<Record<string, (event: CloudTrailEvent, texts: readonly Text[]) => Ids>> = {
  CreateTags: taggedGroups,
  DeleteTags: taggedGroups,
  ModifyManagedPrefixList: prefixListsOf,
  RestoreManagedPrefixListVersion: prefixListsOf,
};

/** Some tools hand on a part of a record as JSON text. */
const unpacked = (value: unknown): unknown => {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

/**
 * Which security groups an event is about, in any of the shapes that CloudTrail records have been seen in: ids from
 * request and response, else names, else whatever looks like an id. A forged event can at worst make us judge a group
 * that is really there. Never throws.
 */
export const hintOf = (
  raw: CloudTrailEvent,
  closes: boolean,
): Hint<IngressRule> | { readonly refused: string } => {
  const event = {
    ...raw,
    requestParameters: unpacked(raw.requestParameters),
    responseElements: unpacked(raw.responseElements),
  };
  const texts = textsIn(event.requestParameters, event.responseElements);
  const find = Object.hasOwn(FINDERS, event.name) ? FINDERS[event.name] : undefined;
  const found = (find ?? groupsOf)(event, texts);
  return 'refused' in found ? found : { ...found, closes, shows: rowsShown(event) };
};
