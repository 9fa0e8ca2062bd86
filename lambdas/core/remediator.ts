import type { Decision } from './decide.ts';
import type { CloudTrailEvent } from './event.ts';
import type { Facts } from './holds.ts';
import type { Hint, Kind, Place, Template } from './kind.ts';
import type { Policy } from './policy.ts';
import type { Clock, Fixer, Ledger, Reader } from './ports.ts';
import type { LedgerRecord } from './record.ts';

/** One resource type with everything it takes to remediate it. */
export interface Remediator<Model, Part> {
  readonly kind: Kind<Model, Part>;
  readonly templates: readonly Template<Model, Part>[];
  readonly policy: Policy;
  readonly reader: Reader<Model>;
  readonly fixer: Fixer<Model, Part>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly place: Place;
  readonly version: string;
}

/** One resource to judge, and what made us look; no event when a sweep does. */
export interface Errand<Part> {
  readonly id: string;
  readonly hint: Pick<Hint<Part>, 'closes' | 'shows'>;
  readonly event?: Pick<CloudTrailEvent, 'id' | 'name' | 'time' | 'actor'>;
  /** When to give up waiting for another copy, in epoch milliseconds. */
  readonly deadline: number;
}

/** What one read and the ledger's newest record say together. */
export interface View<Model, Part> {
  /** Undefined when the resource is gone. */
  readonly model: Model | undefined;
  readonly parts: readonly Part[];
  readonly decisions: readonly Decision<Part>[];
  /** The parts that are to go: each once, however many templates it breaks. */
  readonly remove: readonly Part[];
  /** What takes the place of parts that go, where ranges are split. */
  readonly rest: readonly Part[];
  /** What is known of the resource beside its model; undefined when it is gone. */
  readonly facts: Facts | undefined;
  /** Parts that the event shows and the read does not. */
  readonly unseen: readonly Part[];
  readonly latest: LedgerRecord | undefined;
}

export interface Outcome {
  readonly id: string;
  /** The statuses that were recorded, by template; empty when nothing was to be recorded. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly error?: string;
}
