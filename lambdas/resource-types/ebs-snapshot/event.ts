import { own } from '../../core/base/json.ts';
import { addsGroup, sharedHint, taggedIds } from '../../core/base/shared-event.ts';

/** What makes a snapshot public. */
export const EVERYBODY = 'all';

/** EC2's ids: 8 digits until 2016, 17 since. */
export const ID = /^snap-[0-9a-f]{8,17}$/;

/** What a CloudTrail event of EC2 is about, as far as snapshots go. */
export const hint = sharedHint({
  id: ID,
  what: 'snapshot in snapshotId',
  within: /(?<![0-9a-z-])snap-[0-9a-f]{8,17}(?![0-9a-z])/g,
  tagging: /^(Create|Delete)Tags$/,
  named: (event) => [own(event.requestParameters, 'snapshotId'), ...taggedIds(event)],
  everybody: EVERYBODY,
  opens: (event) =>
    event.name === 'ModifySnapshotAttribute'
      ? addsGroup(event, 'createVolumePermission', EVERYBODY)
      : undefined,
});
