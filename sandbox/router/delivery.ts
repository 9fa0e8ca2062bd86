import { at, isRecord, own } from '../../lambdas/core/base/json.ts';
import { authorization } from '../plain-call.ts';
import type { Forward, Request } from './http.ts';
import type { TrailRecord } from './trail.ts';

/** What is to happen to the next events that match: for tests of late, doubled, lost and strange events. */
export interface EventRule {
  readonly eventName?: string;
  /** An account id, or a part of the ARN of whoever called. */
  readonly caller?: string;
  /** How many events; all when absent. */
  readonly times?: number;
  readonly drop?: boolean;
  readonly delayMs?: number;
  /** How often the event comes in all. */
  readonly copies?: number;
  /** Top-level fields of the record to replace. */
  readonly set?: Readonly<Record<string, unknown>>;
}

interface Delivery {
  readonly record: TrailRecord;
  readonly delayMs: number;
}

/** Decides what becomes of a record: what to deliver, and when; undefined leaves it to the next hook. */
type EventHook = (record: TrailRecord) => readonly Delivery[] | undefined;

const matches = (rule: EventRule, record: TrailRecord): boolean => {
  const identity = own(record, 'userIdentity');
  const who = `${String(own(identity, 'arn'))} ${String(at(identity, 'sessionContext.sessionIssuer.arn'))}`;
  return (
    (rule.eventName === undefined || rule.eventName === record.eventName) &&
    (rule.caller === undefined || who.includes(rule.caller))
  );
};

const hookOf = (rule: EventRule): EventHook => {
  let left = rule.times ?? Number.POSITIVE_INFINITY;
  return (record) => {
    if (left <= 0 || !matches(rule, record)) return undefined;
    left -= 1;
    const delivery = { record: { ...record, ...rule.set }, delayMs: rule.delayMs ?? 0 };
    return rule.drop ? [] : Array.from({ length: rule.copies ?? 1 }, () => delivery);
  };
};

/** PutEvents as the caller's account; the mark is what lets an `aws.` source through. */
const putEvents = (record: TrailRecord): Request => {
  const source = `aws.${record.eventSource.split('.')[0]}`;
  const entry = {
    Source: source,
    DetailType: 'AWS API Call via CloudTrail',
    Detail: JSON.stringify(record),
    Resources: [],
  };
  return {
    method: 'POST',
    target: '/',
    url: new URL('http://127.0.0.1/'),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      authorization: authorization(record.recipientAccountId, record.awsRegion, 'events'),
    },
    body: Buffer.from(JSON.stringify({ Entries: [entry], SandboxTrail: true })),
  };
};

export interface Deliveries {
  /** Every record that a call made, whatever became of it. */
  readonly records: TrailRecord[];
  emit(record: TrailRecord): void;
  /** Delivers a record, or the `detail` of an EventBridge envelope, as it is. */
  deliver(event: unknown): Promise<void>;
  use(hook: EventHook): void;
  /** How many events are still to reach EventBridge. */
  pending(): number;
  rule(rule: EventRule): void;
  /** Forgets records, rules, hooks, and what is still delayed. */
  clear(): void;
}

export const createDeliveries = (eventBridge: Forward): Deliveries => {
  const records: TrailRecord[] = [];
  const hooks: EventHook[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let sending = 0;
  const send = async (record: TrailRecord): Promise<void> => {
    sending += 1;
    const { status, body } = await eventBridge(putEvents(record)).finally(() => {
      sending -= 1;
    });
    if (status !== 200 || own(JSON.parse(body.toString()), 'FailedEntryCount') !== 0)
      throw new Error(`EventBridge took no event ${record.eventName}: ${body.toString()}`);
  };
  const later = ({ record, delayMs }: Delivery): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      send(record).catch((error: unknown) => process.emitWarning(String(error)));
    }, delayMs);
    timers.add(timer);
  };
  const decide = (record: TrailRecord): readonly Delivery[] => {
    for (const hook of hooks) {
      const deliveries = hook(record);
      if (deliveries) return deliveries;
    }
    return [{ record, delayMs: 0 }];
  };
  return {
    records,
    emit(record) {
      records.push(record);
      for (const delivery of decide(record)) later(delivery);
    },
    async deliver(event) {
      const record = own(event, 'detail') ?? event;
      if (!isRecord(record)) throw new Error('An event is an object.');
      await send(record as TrailRecord);
    },
    pending: () => timers.size + sending,
    use: (hook) => void hooks.push(hook),
    rule: (rule) => void hooks.push(hookOf(rule)),
    clear() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      records.length = 0;
      hooks.length = 0;
    },
  };
};
