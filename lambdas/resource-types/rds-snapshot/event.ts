import type { CloudTrailEvent } from '../../core/base/event.ts';
import { everyText, MOST_IDS, refused } from '../../core/base/event-ids.ts';
import { isRecord, list, own } from '../../core/base/json.ts';
import type { Hint } from '../../core/base/resource-type.ts';
import {
  EVERYBODY,
  idOf,
  type Located,
  parseArn,
  type RestoreValue,
  type Sort,
  snapshotsIn,
} from './model.ts';

const isTagging = ({ name }: CloudTrailEvent): boolean => /^(AddTagsTo|RemoveTagsFrom)Resource$/.test(name);

const sortOfCall = ({ name }: CloudTrailEvent): Sort =>
  name.includes('DBCluster') ? 'cluster-snapshot' : 'snapshot';

const idField = (event: CloudTrailEvent): string => {
  if (isTagging(event)) return 'resourceName';
  return sortOfCall(event) === 'snapshot' ? 'dBSnapshotIdentifier' : 'dBClusterSnapshotIdentifier';
};

/** CloudTrail writes `dBSnapshotIdentifier`, others `dbSnapshotIdentifier` or the API's own `DBSnapshotIdentifier`. */
const field = (value: unknown, name: string): unknown => {
  if (!isRecord(value)) return undefined;
  const wanted = name.toLowerCase();
  return Object.entries(value).find(([key]) => key.toLowerCase() === wanted)?.[1];
};

/** A list of texts, a single one of which may stand bare. */
const values = (value: unknown): readonly unknown[] => (typeof value === 'string' ? [value] : list(value));

/** Accounts are numbers in data that has passed through other tools. */
const is = (given: unknown, expected: string): boolean =>
  given === undefined || given === expected || given === Number(expected);

const isOurs = ({ record }: CloudTrailEvent, { account, region }: Located): boolean =>
  is(own(record, 'recipientAccountId'), account) && is(own(record, 'awsRegion'), region);

/** What the event's own fields name: the request, and the response in case the request was too large to be kept. */
const named = (event: CloudTrailEvent): readonly string[] =>
  [event.requestParameters, event.responseElements]
    .map((elements) => field(elements, idField(event)))
    .filter((value) => typeof value === 'string');

const idNamed = (event: CloudTrailEvent, name: string): string | undefined => {
  const arn = parseArn(name);
  if (arn) return isOurs(event, arn) ? arn.id : undefined;
  return isTagging(event) ? undefined : idOf(sortOfCall(event), name);
};

const idsOf = (event: CloudTrailEvent): readonly string[] => {
  const direct = named(event).flatMap((name) => idNamed(event, name) ?? []);
  if (direct.length > 0) return [...new Set(direct)];
  const anywhere = everyText(event.record).flatMap(snapshotsIn);
  const ours = anywhere.filter((found) => isOurs(event, found)).map(({ id }) => id);
  return [...new Set(ours)].slice(0, MOST_IDS);
};

/** Tags of databases, clusters and much else are set by the same calls. */
const isOfAnotherType = (event: CloudTrailEvent): boolean =>
  isTagging(event) && named(event).some((name) => /^arn:[^:]+:rds:/.test(name) && !parseArn(name));

/** Who may restore the snapshot after the call, as far as the response tells. */
const valuesAfter = (event: CloudTrailEvent): readonly unknown[] =>
  ['dBSnapshotAttributes', 'dBClusterSnapshotAttributes']
    .flatMap((attributes) => list(field(event.responseElements, attributes)))
    .filter((attribute) => field(attribute, 'attributeName') === 'restore')
    .flatMap((attribute) => values(field(attribute, 'attributeValues')));

const effectOf = (event: CloudTrailEvent): Pick<Hint<RestoreValue>, 'closes' | 'shows'> => {
  if (isTagging(event) || event.name.startsWith('Delete')) return { closes: true, shows: [] };
  const attribute = field(event.requestParameters, 'attributeName');
  const requested = (name: string) =>
    attribute === 'restore' ? values(field(event.requestParameters, name)) : [];
  const shown = [...requested('valuesToAdd'), ...valuesAfter(event)].includes(EVERYBODY);
  const unknown = attribute === undefined;
  return {
    closes: unknown || requested('valuesToRemove').includes(EVERYBODY),
    shows: shown ? [{ value: EVERYBODY }] : [],
  };
};

/** What a CloudTrail event of RDS is about. */
export const hint = (event: CloudTrailEvent): Hint<RestoreValue> | { readonly refused: string } => {
  const ids = idsOf(event);
  if (ids.length > 0 || isOfAnotherType(event)) return { ids, lookUps: [], ...effectOf(event) };
  return refused(event, `snapshot of this account and region in ${idField(event)}`);
};
