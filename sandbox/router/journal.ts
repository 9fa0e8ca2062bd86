import type { Call } from './call.ts';
import type { Request } from './http.ts';

/** A call that came through the router. */
export interface JournalEntry {
  readonly service: string;
  readonly action: string;
  readonly region: string;
  readonly account: string;
  /** ARN of the role, or of the user, that called. */
  readonly caller: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly durationMs: number;
  /** HTTP status; 0 when the connection was cut. */
  readonly status: number;
  /** Path, query and the beginning of the body: what the call is about stands there. */
  readonly request: string;
}

/** Which calls to look at; a key that is absent matches all. */
export interface CallFilter {
  readonly service?: string;
  readonly action?: string;
  /** A part of the ARN of whoever called. */
  readonly caller?: string;
  /** An id, a name or an ARN that stands in the request. */
  readonly about?: string;
}

const MAX_REQUEST = 16_384;
/** Path, query and the beginning of the body. */
export const requestText = ({ target, body }: Request): string =>
  `${target}\n${body.subarray(0, MAX_REQUEST).toString()}`;

const MAX_ENTRIES = 100_000;

export interface Journal {
  add(call: Call, time: number, status: number): void;
  calls(filter?: CallFilter): readonly JournalEntry[];
  clear(): void;
}

export const createJournal = (): Journal => {
  const entries: JournalEntry[] = [];
  return {
    add({ service, action, region, caller, request }, time, status) {
      if (entries.length >= MAX_ENTRIES) entries.shift();
      entries.push({
        service,
        action,
        region,
        account: caller.account,
        caller: caller.arn,
        time,
        durationMs: Date.now() - time,
        status,
        request: requestText(request),
      });
    },
    calls: ({ service, action, caller, about } = {}) =>
      entries.filter(
        (entry) =>
          (service === undefined || entry.service === service) &&
          (action === undefined || entry.action === action) &&
          (caller === undefined || entry.caller.includes(caller)) &&
          (about === undefined || entry.request.includes(about)),
      ),
    clear: () => void entries.splice(0),
  };
};
