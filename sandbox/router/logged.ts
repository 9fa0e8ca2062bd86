import type { Call } from './call.ts';

/** The management calls that are written into the trail, of services whose other calls are data events or nobody's concern. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  sqs: [
    'AddPermission',
    'CreateQueue',
    'DeleteQueue',
    'RemovePermission',
    'SetQueueAttributes',
    'TagQueue',
    'UntagQueue',
  ],
};

/** Is it a call of a service with policies that CloudTrail keeps by its words? */
export const isPolicyCall = ({ service, action }: Pick<Call, 'service' | 'action'>): boolean =>
  Object.hasOwn(CALLS, service) && (CALLS[service] ?? []).includes(action);
