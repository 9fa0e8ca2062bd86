import type { Actor } from '../base/event.ts';
import type { Reason } from '../base/policy.ts';
import type { Severity } from '../base/resource-type.ts';
import type { TemplateFacts } from './finding.ts';
import type { Flapping, Recent } from './flapping.ts';

/** What has become of one violation. */
export type Status = 'REMEDIATED' | 'NOTIFIED' | 'EXCLUDED' | 'FAILED' | 'RESOLVED';

/** The call that opened a violation which later records find open still; empty where a sweep found it first. */
export interface Opener {
  readonly eventId?: string;
  readonly actor?: Actor;
}

/** One template's state on one resource, as last recorded. */
export interface FindingState {
  readonly status: Status;
  /** Keys of the violating parts. */
  readonly keys: readonly string[];
  /** The violating parts in words. */
  readonly violating: readonly string[];
  /** When the violation was opened: the event's time, ISO 8601; unknown for what a sweep finds. */
  readonly openedAt?: string;
  /** Who opened it, where that was an earlier call than the one that this record is about. */
  readonly opener?: Opener;
  readonly error?: string;
  /** Where parts are left alone by an exclusion. */
  readonly exclusion?: Reason;
  /** What else a person should know. */
  readonly note?: string;
  /** The note tells of what was exposed already. */
  readonly scanned?: true;
  /** How often it was closed of late, and after whom. */
  readonly recent?: Recent;
  /** Where it comes back too often. */
  readonly flapping?: Flapping;
  /** What the rule is, where no catalogue knows it by the template's id. */
  readonly facts?: TemplateFacts;
  /** Where it differs from the template's. */
  readonly severity?: Severity;
  /** How likely it is used, 0 to 100; new figures alone are no news. */
  readonly risk?: number;
  /** It was to be closed and had to wait: the first sweep only tells, the limit was reached, or an emergency stop is in force. */
  readonly held?: true;
  /** Nobody needs to be told: the same was escalated within the hour. */
  readonly quiet?: true;
  /** The number of the record that set this state. */
  readonly n: number;
}

/** What people are told of a resource beside its violation; whatever could not be read is absent. */
export interface Surroundings {
  readonly name?: string;
  /** Those of `notifyTags` that it has. */
  readonly tags?: Readonly<Record<string, string>>;
  /** What uses it, one line each. */
  readonly usedBy?: readonly string[];
}

/**
 * One entry of a resource's log in the ledger. Entries are numbered from 1 without gaps, and each carries the state of
 * every template on, so that the newest one alone tells all: one read. Writing number n + 1 only if it is not there is
 * what lets one of ten copies of an event own the fix.
 */
export interface LedgerRecord {
  /** ARN of the resource; the table's partition key. */
  readonly resource: string;
  /** The table's sort key. */
  readonly n: number;
  readonly state: 'STARTED' | 'CLOSED';
  /** While STARTED: when another copy may take over, in epoch milliseconds. */
  readonly lease: number;
  /** Unique for each write: what a replacement goes by. The ledger sets it. */
  readonly writer?: string;
  readonly kind: string;
  readonly type: string;
  readonly id: string;
  readonly name?: string;
  readonly surroundings?: Surroundings;
  readonly account: string;
  readonly region: string;
  /** Absent when a sweep found it. */
  readonly eventId?: string;
  readonly eventName?: string;
  readonly actor?: Actor;
  readonly openedAt?: string;
  readonly closedAt?: string;
  /** Drawbridge's version that wrote it. */
  readonly version: string;
  /** The parts that were there before, removed ones included. */
  readonly before: readonly unknown[];
  /** The parts that this remediation removes or, once CLOSED, has removed. */
  readonly removed: readonly unknown[];
  /** The parts that this remediation puts, or has put, in place of removed ones. */
  readonly added?: readonly unknown[];
  /** How many parts are left. */
  readonly kept: number;
  readonly findings: Readonly<Record<string, FindingState>>;
  /** Ids of the templates whose state this entry changed: what the publisher publishes. */
  readonly changed: readonly string[];
  /** The resource was not there any more. */
  readonly gone?: true;
  /** When the resource was last deleted: exceptions that were granted before are over. ISO 8601. */
  readonly goneAt?: string;
  /** When DynamoDB may drop it, in epoch seconds; what is open is kept until it is not. */
  readonly expires: number;
}

/** A remediation's public name, e.g. `sg-0123456789abcdef0/7`. */
export const remediationId = ({ id, n }: Pick<LedgerRecord, 'id' | 'n'>): string => `${id}/${n}`;

/** The statuses in which a violation is still there. */
export const isOpen = (status: Status): boolean =>
  status === 'NOTIFIED' || status === 'EXCLUDED' || status === 'FAILED';

/** Whether an entry needs somebody's attention yet: a copy is at it, or something is open. */
export const isUnfinished = ({ state, findings }: Pick<LedgerRecord, 'state' | 'findings'>): boolean =>
  state === 'STARTED' || Object.values(findings).some(({ status }) => isOpen(status));
