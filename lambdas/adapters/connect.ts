import type { Policy } from '../core/base/policy.ts';
import type { Fixer, Lister, Reader } from '../core/base/ports.ts';
import type { Presentation } from '../core/base/presentation.ts';
import type { Place, ResourceType, Template } from '../core/base/resource-type.ts';
import type { Subject, Undoing } from '../core/ledger/undo.ts';

/** Credentials as the SDK takes them from a function. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What every SDK client of a place is made with; nothing of it for the caller's own, nor inside a function. */
export interface Connection {
  readonly region?: string;
  readonly credentials?: () => Promise<Credentials>;
}

/** What it takes to go through all resources of a type, to judge one and to fix it. */
export interface Ports<Model, Part> {
  readonly reader: Reader<Model>;
  /** Absent where the resource type is only judged. */
  readonly fixer?: Fixer<Model, Part>;
  readonly lister: Lister<Model>;
}

/** Makes the clients, which a function does before its first event, and then the ports of one place. */
export type Connect<Model, Part> = (
  connection: Connection,
) => (
  place: Place,
  templates: readonly Template<Model, Part>[],
  policy: Pick<Policy, 'exclusions'>,
) => Ports<Model, Part>;

/** All that a resource type is: what its folder exports. */
export interface WholeType<Model, Part> {
  readonly type: ResourceType<Model, Part>;
  readonly presentation: Presentation;
  readonly connect: Connect<Model, Part>;
  undo(subject: Subject, connection?: Connection): Undoing<Part>;
}

/** A resource type of which nobody knows the model: whoever uses it does so for every model alike. */
export interface AnyWholeType {
  readonly name: string;
  use<Result>(work: <Model, Part>(type: WholeType<Model, Part>) => Result): Result;
}

export const whole = <Model, Part>(type: WholeType<Model, Part>): AnyWholeType => ({
  name: type.type.name,
  use: (work) => work(type),
});
