import { at, own } from '../../lambdas/core/base/json.ts';
import { authorization } from '../plain-call.ts';
import type { Call } from './call.ts';
import { type Answer, type Forward, json } from './http.ts';

/** A one-time schedule of EventBridge Scheduler, and what it is to call. */
export interface OneTimeSchedule {
  readonly name: string;
  /** When it is due, ISO 8601. */
  readonly at: string;
  /** The ARN of a Lambda function. */
  readonly target: string;
  readonly input: string;
}

/** One-time schedules, which the emulators keep and never begin. Here they begin when they are due, or when asked to. */
export interface Schedules {
  isOurs(call: Call): boolean;
  answer(call: Call): Answer;
  all(): readonly OneTimeSchedule[];
  /** Begins those whose name holds this text now, though they are not due. */
  begin(name: string): Promise<void>;
  clear(): void;
}

const PATH = /^\/schedules\/([^/]+)$/;

const nameOf = ({ request }: Call): string => decodeURIComponent(PATH.exec(request.url.pathname)?.[1] ?? '');

const bodyOf = ({ request }: Call): unknown =>
  request.body.length > 0 ? JSON.parse(request.body.toString()) : {};

const dueAt = (call: Call): string | undefined =>
  /^at\((.+)\)$/.exec(String(own(bodyOf(call), 'ScheduleExpression')))?.[1];

const refused = (status: number, code: string): Answer => {
  const answer = json(status, { Message: 'sandbox' });
  return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': code } };
};

export const createSchedules = (lambda: Forward): Schedules => {
  const known = new Map<string, { readonly schedule: OneTimeSchedule; readonly timer: NodeJS.Timeout }>();
  const drop = (name: string): boolean => {
    clearTimeout(known.get(name)?.timer);
    return known.delete(name);
  };
  const begin = async ({ name, target, input }: OneTimeSchedule): Promise<void> => {
    drop(name);
    const [, , , region = '', account = ''] = target.split(':');
    const path = `/2015-03-31/functions/${encodeURIComponent(target)}/invocations`;
    await lambda({
      method: 'POST',
      target: path,
      url: new URL(path, 'http://127.0.0.1/'),
      headers: {
        authorization: authorization(account, region, 'lambda'),
        'x-amz-invocation-type': 'Event',
        'content-type': 'application/json',
      },
      body: Buffer.from(input),
    });
  };
  const create = (call: Call): Answer => {
    const name = nameOf(call);
    if (known.has(name)) return refused(409, 'ConflictException');
    const body = bodyOf(call);
    const schedule = {
      name,
      at: `${dueAt(call)}Z`,
      target: String(at(body, 'Target.Arn')),
      input: String(at(body, 'Target.Input') ?? '{}'),
    };
    const delay = Math.max(0, Date.parse(schedule.at) - Date.now());
    const timer = setTimeout(() => {
      begin(schedule).catch((error: unknown) => process.emitWarning(String(error)));
    }, delay);
    timer.unref();
    known.set(name, { schedule, timer });
    return json(200, {
      ScheduleArn: `arn:aws:scheduler:${call.region}:${call.caller.account}:schedule/default/${name}`,
    });
  };
  return {
    isOurs: (call) =>
      call.service === 'scheduler' &&
      PATH.test(call.request.url.pathname) &&
      (known.has(nameOf(call)) || dueAt(call) !== undefined),
    answer: (call) => {
      if (call.request.method !== 'DELETE') return create(call);
      return drop(nameOf(call)) ? json(200, {}) : refused(404, 'ResourceNotFoundException');
    },
    all: () => [...known.values()].map(({ schedule }) => schedule),
    async begin(part) {
      for (const { schedule } of [...known.values()]) if (schedule.name.includes(part)) await begin(schedule);
    },
    clear() {
      for (const name of [...known.keys()]) drop(name);
    },
  };
};
