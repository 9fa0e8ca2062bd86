import type { CloudTrailEvent } from '../../core/base/event.ts';
import { at, list, own } from '../../core/base/json.ts';
import { sharedHint } from '../../core/base/shared-event.ts';

/** The group that an image is shared with when everybody may start it. */
export const EVERYBODY = 'all';

/** EC2's ids: 8 digits until 2016, 17 since. */
export const ID = /^ami-[0-9a-f]{8,17}$/;

/** `launchPermission: { add: { items: [{ group: 'all' }] } }`, or the older flat form. */
const adds = ({ requestParameters }: CloudTrailEvent): boolean => {
  const items = list(at(requestParameters, 'launchPermission.add')).map((item) => own(item, 'group'));
  const flat =
    own(requestParameters, 'operationType') === 'add'
      ? list(own(requestParameters, 'groupSet')).map((item) => own(item, 'group') ?? own(item, 'userGroup'))
      : [];
  return [...items, ...flat].includes(EVERYBODY);
};

/** What a CloudTrail event of EC2 is about, as far as images go. */
export const hint = sharedHint({
  id: ID,
  what: 'image in imageId',
  within: /(?<![0-9a-z-])ami-[0-9a-f]{8,17}(?![0-9a-z])/g,
  tagging: /^(Create|Delete)Tags$/,
  named: ({ requestParameters }) => [
    own(requestParameters, 'imageId'),
    ...list(own(requestParameters, 'resourcesSet')).map((resource) => own(resource, 'resourceId')),
  ],
  everybody: EVERYBODY,
  opens: (event) => (event.name === 'ModifyImageAttribute' ? adds(event) : undefined),
});
