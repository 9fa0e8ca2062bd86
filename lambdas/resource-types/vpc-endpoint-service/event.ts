import type { CloudTrailEvent } from '../../core/base/event.ts';
import { everyText } from '../../core/base/event-ids.ts';
import { list, own } from '../../core/base/json.ts';
import { sharedHint } from '../../core/base/shared-event.ts';

/** The principal that stands for every AWS account. */
export const EVERYBODY = '*';

export const ID = /^vpce-svc-[0-9a-f]{8,17}$/;

const PERMISSIONS = 'ModifyVpcEndpointServicePermissions';

/** Newer calls of EC2 are recorded as they are sent, below the name of their request. */
const request = ({ name, requestParameters }: CloudTrailEvent): unknown =>
  own(requestParameters, `${name}Request`) ?? requestParameters;

const field = (value: unknown, name: string): unknown =>
  own(value, name) ?? own(value, name.charAt(0).toLowerCase() + name.slice(1));

/** What a CloudTrail event of EC2 is about, as far as endpoint services go. */
export const hint = sharedHint({
  id: ID,
  what: 'endpoint service in ServiceId',
  within: /(?<![0-9a-z-])vpce-svc-[0-9a-f]{8,17}(?![0-9a-z])/g,
  tagging: /^(Create|Delete)Tags$/,
  named: (event) => [
    field(request(event), 'ServiceId'),
    ...list(own(event.requestParameters, 'resourcesSet')).map((resource) => own(resource, 'resourceId')),
  ],
  everybody: EVERYBODY,
  opens: (event) =>
    event.name === PERMISSIONS
      ? everyText(field(request(event), 'AddAllowedPrincipals')).includes(EVERYBODY)
      : undefined,
});
