import type { CloudTrailEvent } from '../../core/base/event.ts';
import { list, own } from '../../core/base/json.ts';
import { sharedHint } from '../../core/base/shared-event.ts';

/** What stands for every account: SSM takes it in upper case as well, and answers in lower case. */
export const EVERYBODY = 'all';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ModifyDocumentPermission.html */
export const ID = /^[A-Za-z0-9_.-]{3,128}$/;

const adds = ({ requestParameters }: CloudTrailEvent): boolean =>
  list(own(requestParameters, 'accountIdsToAdd')).some((id) => String(id).toLowerCase() === EVERYBODY);

const taggedDocument = ({ requestParameters }: CloudTrailEvent): unknown =>
  own(requestParameters, 'resourceType') === 'Document' ? own(requestParameters, 'resourceId') : undefined;

/** What a CloudTrail event of Systems Manager is about, as far as documents go. */
export const hint = sharedHint({
  id: ID,
  what: 'document in name',
  tagging: /^(AddTagsTo|RemoveTagsFrom)Resource$/,
  named: (event) => [own(event.requestParameters, 'name'), taggedDocument(event)],
  everybody: EVERYBODY,
  opens: (event) => (event.name === 'ModifyDocumentPermission' ? adds(event) : undefined),
});
