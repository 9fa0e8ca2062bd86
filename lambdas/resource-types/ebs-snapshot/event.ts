import type { CloudTrailEvent } from '../../core/base/event.ts';
import { everyText, idsAmong, refused } from '../../core/base/event-ids.ts';
import { at, list, own } from '../../core/base/json.ts';
import type { Hint } from '../../core/base/resource-type.ts';
import { EVERYBODY, ID, type Permission } from './model.ts';

const ID_WITHIN = /(?<![0-9a-z-])snap-[0-9a-f]{8,17}(?![0-9a-z])/g;

const isTagging = ({ name }: CloudTrailEvent): boolean => /^(Create|Delete)Tags$/.test(name);

const namedBy = ({ requestParameters }: CloudTrailEvent): readonly unknown[] => [
  own(requestParameters, 'snapshotId'),
  ...list(own(requestParameters, 'resourcesSet')).map((resource) => own(resource, 'resourceId')),
];

const idsOf = (event: CloudTrailEvent): readonly string[] => {
  const named = idsAmong(namedBy(event), ID);
  if (named.length > 0 || isTagging(event)) return named;
  return idsAmong(
    everyText(event.record).flatMap((text) => text.match(ID_WITHIN) ?? []),
    ID,
  );
};

/** `createVolumePermission: { add: { items: [{ group: 'all' }] } }`, or the older flat form. */
const opensTo = ({ requestParameters }: CloudTrailEvent, operation: 'add' | 'remove'): boolean => {
  const groups = list(at(requestParameters, `createVolumePermission.${operation}`)).map((item) =>
    own(item, 'group'),
  );
  const flat =
    own(requestParameters, 'operationType') === operation
      ? list(own(requestParameters, 'groupSet')).map((item) => own(item, 'group') ?? own(item, 'userGroup'))
      : [];
  return [...groups, ...flat].includes(EVERYBODY);
};

const effectOf = (event: CloudTrailEvent): Pick<Hint<Permission>, 'closes' | 'shows'> => {
  if (event.name !== 'ModifySnapshotAttribute') return { closes: true, shows: [] };
  const opens = opensTo(event, 'add');
  return { closes: !opens, shows: opens ? [{ value: EVERYBODY }] : [] };
};

/** What a CloudTrail event of EC2 is about. */
export const hint = (event: CloudTrailEvent): Hint<Permission> | { readonly refused: string } => {
  const ids = idsOf(event);
  return ids.length > 0 || isTagging(event)
    ? { ids, lookUps: [], ...effectOf(event) }
    : refused(event, 'snapshot in snapshotId');
};
