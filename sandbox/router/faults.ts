import { randomUUID } from 'node:crypto';
import type { Call } from './call.ts';
import { type Answer, answer } from './http.ts';
import { requestText } from './journal.ts';
import { toXml } from './xml.ts';

/** What is to go wrong with the next calls that match. */
export interface Fault {
  readonly service?: string;
  readonly action?: string;
  /** A part of the ARN of the role or user that calls. */
  readonly caller?: string;
  /** An id, a name or an ARN that stands in the request: whatever else is under way is spared. */
  readonly about?: string;
  /** How many calls fail; one when absent. */
  readonly times?: number;
  /** How many matching calls go through first. */
  readonly after?: number;
  /** HTTP status and error code of the refusal; without a code the call goes through, only later. */
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  /** A whole answer instead, with the status above or 200: for answers that are no good. */
  readonly body?: string;
  /** The call takes effect, and only its answer is the refusal. */
  readonly effective?: boolean;
  readonly delayMs?: number;
  /** One bit of the answer's body is another one. */
  readonly flipBit?: boolean;
  /** The connection is cut instead of an answer. */
  readonly hangUp?: boolean;
}

const matches = (fault: Fault, call: Call): boolean =>
  (fault.service === undefined || fault.service === call.service) &&
  (fault.action === undefined || fault.action === call.action) &&
  (fault.caller === undefined || call.caller.arn.includes(fault.caller)) &&
  (fault.about === undefined || requestText(call.request).includes(fault.about));

export interface Faults {
  add(fault: Fault): void;
  /** The fault that this call meets, if any; uses it up. */
  take(call: Call): Fault | undefined;
  /** Faults that have not been used up. */
  pending(): readonly Fault[];
  clear(): void;
}

export const createFaults = (): Faults => {
  const waiting: { readonly fault: Fault; after: number; times: number }[] = [];
  return {
    add: (fault) => void waiting.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 }),
    take(call) {
      const entry = waiting.find(({ fault, times }) => times > 0 && matches(fault, call));
      if (!entry) return undefined;
      if (entry.after > 0) {
        entry.after -= 1;
        return undefined;
      }
      entry.times -= 1;
      return entry.fault;
    },
    pending: () => waiting.filter(({ times }) => times > 0).map(({ fault }) => fault),
    clear: () => void waiting.splice(0),
  };
};

/** A refusal in the words of the service's own protocol. */
export const refusal = (call: Call, status: number, code: string, message: string): Answer => {
  const error = { Code: code, Message: message };
  const xml = (value: object) => answer(status, 'text/xml', toXml(value));
  if (call.service === 'ec2') return xml({ Response: { Errors: { Error: error }, RequestID: randomUUID() } });
  if (call.service === 's3') return xml({ Error: { ...error, RequestId: randomUUID() } });
  if (call.params.has('Action'))
    return xml({ ErrorResponse: { Error: { Type: status < 500 ? 'Sender' : 'Receiver', ...error } } });
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
    body: Buffer.from(JSON.stringify({ __type: code, message, Message: message })),
  };
};

/** What a caller hears who meets a fault that refuses. */
export const faultAnswer = (call: Call, { status, code, message, body }: Fault): Answer =>
  body === undefined
    ? refusal(call, status ?? 400, code ?? 'InternalError', message ?? 'Injected by the sandbox.')
    : answer(status ?? 200, call.service === 'ec2' ? 'text/xml' : 'application/json', body);
