import { own } from '../../core/base/json.ts';
import { addsGroup, sharedHint, taggedIds } from '../../core/base/shared-event.ts';

/** The group that an image is shared with when everybody may start it. */
export const EVERYBODY = 'all';

/** EC2's ids: 8 digits until 2016, 17 since. */
export const ID = /^ami-[0-9a-f]{8,17}$/;

/** What a CloudTrail event of EC2 is about, as far as images go. */
export const hint = sharedHint({
  id: ID,
  what: 'image in imageId',
  within: /(?<![0-9a-z-])ami-[0-9a-f]{8,17}(?![0-9a-z])/g,
  tagging: /^(Create|Delete)Tags$/,
  named: (event) => [own(event.requestParameters, 'imageId'), ...taggedIds(event)],
  everybody: EVERYBODY,
  opens: (event) =>
    event.name === 'ModifyImageAttribute' ? addsGroup(event, 'launchPermission', EVERYBODY) : undefined,
});
