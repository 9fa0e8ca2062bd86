import { until } from '../until.ts';
import type { Deliveries, EventRule } from './delivery.ts';
import type { AttachedDisk, Ebs } from './ebs.ts';
import type { Fault, Faults } from './faults.ts';
import { type Answer, json, type Request } from './http.ts';
import type { CallFilter, Journal, JournalEntry } from './journal.ts';
import type { PolicyStatus, PolicyStatuses } from './policy-status.ts';
import type { OneTimeSchedule, Schedules } from './schedules.ts';
import type { TrailRecord } from './trail.ts';

/** What a test may ask of the router, in its own process or through {@link controlClient}. */
export interface Control {
  /** The calls that came through, oldest first. */
  calls(filter?: CallFilter): Promise<readonly JournalEntry[]>;
  clearCalls(): Promise<void>;
  /** Resolves once every event is delivered and no function is at work; rejects after a minute. */
  idle(): Promise<void>;
  addFault(fault: Fault): Promise<void>;
  /** Faults that no call has met yet. */
  pendingFaults(): Promise<readonly Fault[]>;
  clearFaults(): Promise<void>;
  /** Says what S3 answers when it is asked whether a bucket's policy is public. */
  declarePolicyStatus(status: PolicyStatus): Promise<void>;
  /** The one-time schedules that are still to come. */
  schedules(): Promise<readonly OneTimeSchedule[]>;
  /** Begins those whose name holds this text now, though they are not due. */
  beginSchedules(name: string): Promise<void>;
  /** Gives an instance a disk, which snapshots of it hold. */
  attachDisk(disk: AttachedDisk): Promise<void>;
  /** What EC2 is to show in the Recycle Bin. */
  binSnapshots(kept: readonly { readonly id: string; readonly description: string }[]): Promise<void>;
  /** Decides what becomes of the next events that match; the first rule that matches holds. */
  addEventRule(rule: EventRule): Promise<void>;
  /** The CloudTrail records made so far, delivered or not. */
  records(): Promise<readonly TrailRecord[]>;
  /** Forgets records and event rules, and what is still delayed. */
  clearEvents(): Promise<void>;
  /** Puts a CloudTrail record, or the `detail` of an envelope, on the default bus as it is. */
  deliver(event: unknown): Promise<void>;
}

const idle = (deliveries: Deliveries, inFlight: () => Promise<number>): Promise<unknown> =>
  until('events and functions to come to rest', async () => deliveries.pending() + (await inFlight()) === 0);

export const createControl = (
  journal: Journal,
  faults: Faults,
  deliveries: Deliveries,
  statuses: PolicyStatuses,
  schedules: Schedules,
  ebs: Ebs,
  inFlight: () => Promise<number>,
): Control => ({
  calls: async (filter) => journal.calls(filter),
  clearCalls: async () => journal.clear(),
  idle: async () => void (await idle(deliveries, inFlight)),
  addFault: async (fault) => faults.add(fault),
  pendingFaults: async () => faults.pending(),
  clearFaults: async () => faults.clear(),
  declarePolicyStatus: async (status) => statuses.declare(status),
  schedules: async () => schedules.all(),
  beginSchedules: (name) => schedules.begin(name),
  attachDisk: async (disk) => ebs.attach(disk),
  binSnapshots: async (kept) => ebs.bin(kept),
  addEventRule: async (rule) => deliveries.rule(rule),
  records: async () => [...deliveries.records],
  clearEvents: async () => deliveries.clear(),
  deliver: (event) => deliveries.deliver(event),
});

const PATH = '/_sandbox/';

export const isControl = ({ url }: Request): boolean => url.pathname.startsWith(PATH);

/** `POST /_sandbox/<operation>` with the argument as JSON. */
export const answerControl = async (control: Control, request: Request): Promise<Answer> => {
  const name = request.url.pathname.slice(PATH.length);
  if (!Object.hasOwn(control, name)) return json(404, { error: `There is no operation ${name}.` });
  const argument: unknown = request.body.length > 0 ? JSON.parse(request.body.toString()) : undefined;
  const operation = control[name as keyof Control] as (argument: unknown) => Promise<unknown>;
  try {
    return json(200, { result: await operation(argument) });
  } catch (error) {
    return json(500, { error: String(error) });
  }
};

/** The same operations from another process. */
export const controlClient = (endpoint: string): Control => {
  const ask = async <Result>(name: keyof Control, argument?: unknown): Promise<Result> => {
    const init = { method: 'POST', ...(argument !== undefined && { body: JSON.stringify(argument) }) };
    const response = await fetch(new URL(`${PATH}${name}`, endpoint), init);
    const { result, error } = (await response.json()) as { result: Result; error?: string };
    if (!response.ok) throw new Error(`The sandbox refused ${name}: ${error}`);
    return result;
  };
  return {
    calls: (filter) => ask('calls', filter),
    clearCalls: () => ask('clearCalls'),
    idle: () => ask('idle'),
    addFault: (fault) => ask('addFault', fault),
    pendingFaults: () => ask('pendingFaults'),
    clearFaults: () => ask('clearFaults'),
    declarePolicyStatus: (status) => ask('declarePolicyStatus', status),
    schedules: () => ask('schedules'),
    beginSchedules: (name) => ask('beginSchedules', name),
    attachDisk: (disk) => ask('attachDisk', disk),
    binSnapshots: (kept) => ask('binSnapshots', kept),
    addEventRule: (rule) => ask('addEventRule', rule),
    records: () => ask('records'),
    clearEvents: () => ask('clearEvents'),
    deliver: (event) => ask('deliver', event),
  };
};
