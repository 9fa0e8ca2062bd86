import type { CloudTrailEvent } from '../base/event.ts';
import { MOST_IDS, refused } from '../base/event-ids.ts';
import { at, isRecord, list, own } from '../base/json.ts';
import type { Hint, Place } from '../base/resource-type.ts';
import { type StatementPart, statementParts } from '../judge/statement-parts.ts';
import { type Door, idOf, nameInArn } from './door.ts';
import { openStatements } from './templates.ts';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Whom the record was sent to; recorded events may lack it, and then anything is looked up here. */
const placeOf = ({ record }: CloudTrailEvent): Partial<Pick<Place, 'account' | 'region'>> => {
  const [account, region] = [text(own(record, 'recipientAccountId')), text(own(record, 'awsRegion'))];
  return { ...(account && { account }), ...(region && { region }) };
};

const nameIn = (door: Door, given: string, event: CloudTrailEvent): string | undefined => {
  const place = placeOf(event);
  if (given.startsWith('arn:')) {
    const [, , , region = '', account = ''] = given.split(':');
    return nameInArn(door, given, { account, region, ...place });
  }
  const name = door.nameIn ? door.nameIn(given, place.account) : given;
  return name !== undefined && door.names.test(name) ? name : undefined;
};

/** A policy comes as text, or as the object that it is. */
const documentIn = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
};

/** The statements that an event says are there now, as far as they let anyone in: nobody need wait for the others. */
const shownIn = (door: Door, event: CloudTrailEvent): readonly StatementPart[] => {
  const statements = door.shows.flatMap((path) => {
    const document = documentIn(at(event.record, path));
    return isRecord(document) ? statementParts(document) : [];
  });
  return openStatements(door, { id: idOf(door, ''), statements });
};

const valuesAt = (event: CloudTrailEvent, path: string): readonly unknown[] => {
  const value = at(event.record, path);
  return typeof value === 'string' ? [value] : list(value);
};

/** `TagQueue`, `UntagResource20170331v2`, `AddTags`, `RemoveTags`. */
const isTagging = (name: string): boolean => /^(Tag|Untag|AddTags|RemoveTags)/.test(name);

/** The texts of a record that stand for resources behind the door. */
const givenIn = (door: Door, event: CloudTrailEvent): readonly string[] => {
  if (door.namesIn) return door.namesIn(event.record);
  return door.at.flatMap((path) => valuesAt(event, path).flatMap((value) => text(value) ?? []));
};

type Ids = Pick<Hint<StatementPart>, 'ids' | 'lookUps'>;

const idsOf = (door: Door, event: CloudTrailEvent, given: readonly string[]): Ids => {
  const [arns, others] = [true, false].map((isArn) =>
    given.filter((one) => one.startsWith('arn:') === isArn),
  );
  const named = (values: readonly string[] = []) => [
    ...new Set(values.flatMap((value) => nameIn(door, value, event) ?? [])),
  ];
  const ids = (names: readonly string[]) => names.slice(0, MOST_IDS).map((name) => idOf(door, name));
  if (!door.looksUp) return { ids: ids(named(given)), lookUps: [] };
  // An ARN says more than a name, and another account's leaves nothing to look up.
  if ((arns ?? []).length > 0) return { ids: ids(named(arns)), lookUps: [] };
  return { ids: [], lookUps: [...new Set(others)].map((value) => ({ by: door.name, value })) };
};

const hintOf = (door: Door, event: CloudTrailEvent): Hint<StatementPart> | { readonly refused: string } => {
  const found = givenIn(door, event);
  const given = found.length === 0 && door.unnamed && !isTagging(event.name) ? [door.unnamed] : found;
  // Tags of what else the service has, and what belongs to another account, are nobody's mistake.
  if (given.length === 0 && !isTagging(event.name))
    return refused(event, `${door.noun.replace(/^an? /, '')} in ${door.at.join(' or ')}`);
  const { ids, lookUps } = idsOf(door, event, given);
  return {
    ids,
    lookUps,
    closes: door.calls[event.name]?.wakes !== 'opens',
    shows: ids.length + lookUps.length === 1 ? shownIn(door, event) : [],
  };
};

const isAbout = (hint: object): boolean =>
  'ids' in hint && 'lookUps' in hint && [hint.ids, hint.lookUps].flat().length > 0;

/** What a CloudTrail event of one of the doors' services is about. Several doors may know a call: the first that finds its own. */
export const hintBy =
  (doors: readonly Door[]) =>
  (event: CloudTrailEvent): Hint<StatementPart> | { readonly refused: string } => {
    const source = own(event.record, 'eventSource');
    const hints = doors
      .filter(({ service }) => source === undefined || source === `${service}.amazonaws.com`)
      .filter(({ calls }) => Object.hasOwn(calls, event.name))
      .map((door) => hintOf(door, event));
    return (
      hints.find(isAbout) ??
      hints.find((hint) => 'ids' in hint) ??
      hints[0] ?? { ids: [], lookUps: [], closes: true, shows: [] }
    );
  };
