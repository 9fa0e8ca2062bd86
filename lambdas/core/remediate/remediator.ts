import type { Policy } from '../base/policy.ts';
import type { Clock, Exceptions, Fixer, Reader } from '../base/ports.ts';
import type { Place, ResourceType, Template } from '../base/resource-type.ts';
import type { Trigger } from '../base/trigger.ts';
import type { Facts } from '../exclusions/match.ts';
import type { Decision } from '../judge/decide.ts';
import type { Ledger } from '../ledger/ports.ts';
import type { LedgerRecord } from '../ledger/record.ts';

/** One resource type with everything it takes to say what is to be done about a resource. */
export interface Assessor<Model, Part> {
  readonly kind: ResourceType<Model, Part>;
  readonly templates: readonly Template<Model, Part>[];
  readonly policy: Policy;
  readonly reader: Reader<Model>;
  readonly ledger: Ledger;
  readonly exceptions: Exceptions;
  readonly clock: Clock;
  readonly place: Place;
  readonly version: string;
  /** Why a resource may not be changed now, if so: what was to be fixed is only reported. */
  readonly holdsBack?: (id: string) => Promise<string | undefined>;
}

/** One that also does it; what is only judged has no fixer, and all its violations are reported. */
export interface Remediator<Model, Part> extends Assessor<Model, Part> {
  readonly fixer?: Fixer<Model, Part>;
}

/** One resource to judge, and what made us look. */
export interface Task<Part> {
  readonly id: string;
  readonly trigger: Trigger<Part>;
  /** When to give up waiting for another copy, in epoch milliseconds. */
  readonly deadline: number;
}

/** What one read of the resource says. */
export interface Reading<Model, Part> {
  /** When it was begun, in epoch milliseconds: a copy may stall between its read and the ledger. */
  readonly readAt: number;
  /** Undefined when the resource is gone. */
  readonly model: Model | undefined;
  readonly parts: readonly Part[];
  readonly decisions: readonly Decision<Part>[];
  /** What is known of the resource beside its model; undefined when it is gone. */
  readonly facts: Facts | undefined;
  /** Parts that the event shows and the read does not. */
  readonly unseen: readonly Part[];
}

/** What one read, the exceptions and the ledger's newest record say together. */
export interface Assessment<Model, Part> extends Reading<Model, Part> {
  /** The parts that are to go: each once, however many templates it breaks. */
  readonly remove: readonly Part[];
  /** What takes the place of parts that go, where ranges are split. */
  readonly rest: readonly Part[];
  readonly latest: LedgerRecord | undefined;
  /** When the resource was last deleted, as far as that ends an exception; ISO 8601. */
  readonly goneAt: string | undefined;
}

export interface Outcome {
  readonly id: string;
  /** The statuses that were recorded, by template; empty when nothing was to be recorded. */
  readonly statuses: Readonly<Record<string, string>>;
  /** The statuses of the templates that are violated still, whether that is news or not. */
  readonly left: Readonly<Record<string, string>>;
  readonly error?: string;
  /** Exceptions that were ignored, and why. */
  readonly remarks?: readonly string[];
}
