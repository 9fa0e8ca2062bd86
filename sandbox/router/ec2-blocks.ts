import type { Call } from './call.ts';
import { type Answer, answer } from './http.ts';
import { toXml } from './xml.ts';

const CALL = /^(Get|Enable|Disable)(Snapshot|Image)BlockPublicAccess(State)?$/;

/** The blocks of EC2, which no emulator knows: off until they are switched on, in each account and region. */
export interface Ec2Blocks {
  isOurs(call: Call): boolean;
  answer(call: Call): Answer;
}

const stateAfter = (verb: string, { params }: Call, before: string): string => {
  if (verb === 'Get') return before;
  if (verb === 'Disable') return 'unblocked';
  return params.get('State') ?? params.get('ImageBlockPublicAccessState') ?? before;
};

export const createEc2Blocks = (): Ec2Blocks => {
  const states = new Map<string, string>();
  return {
    isOurs: ({ service, action }) => service === 'ec2' && CALL.test(action),
    answer: (call) => {
      const [, verb = '', about = ''] = CALL.exec(call.action) ?? [];
      const key = `${call.caller.account} ${call.region} ${about}`;
      const state = stateAfter(verb, call, states.get(key) ?? 'unblocked');
      states.set(key, state);
      const name = about === 'Snapshot' ? 'state' : 'imageBlockPublicAccessState';
      const managed = verb === 'Get' ? { managedBy: 'account' } : {};
      return answer(200, 'text/xml', toXml({ [`${call.action}Response`]: { [name]: state, ...managed } }));
    },
  };
};
