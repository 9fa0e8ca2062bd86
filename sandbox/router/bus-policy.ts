import { own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import { type Forward, withBody } from './http.ts';

const bodyOf = ({ request }: Call): unknown => {
  try {
    return JSON.parse(request.body.toString());
  } catch {
    return undefined;
  }
};

/** A whole policy takes the place of what is there; the emulator adds its statements to that, so that goes first. */
export const clearBefore = async (call: Call, moto: Forward): Promise<void> => {
  const body = call.service === 'events' && call.action === 'PutPermission' ? bodyOf(call) : undefined;
  if (typeof own(body, 'Policy') !== 'string') return;
  const all = { EventBusName: own(body, 'EventBusName'), RemoveAllPermissions: true };
  const { headers } = call.request;
  await moto({
    ...withBody(call.request, JSON.stringify(all)),
    headers: { ...headers, 'x-amz-target': 'AWSEvents.RemovePermission' },
  });
};
