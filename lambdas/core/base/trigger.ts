import type { Actor, CloudTrailEvent } from './event.ts';

/** What made somebody look at a resource. */
export type Cause =
  | {
      /** An API call that CloudTrail has recorded. */
      readonly by: 'call';
      /** CloudTrail's `eventID`. */
      readonly id: string;
      readonly name: string;
      /** ISO 8601, UTC. */
      readonly time: string;
      readonly actor: Actor;
      /** The call deletes the resource. */
      readonly deletes?: true;
    }
  | { /** A finding of somebody else about the resource. */ readonly by: 'finding'; readonly id: string }
  | { /** Everything of the resource type is looked at. */ readonly by: 'sweep' }
  | { /** The time has come, as when an exception ends. */ readonly by: 'schedule' };

/**
 * Why one resource is looked at. It is a hint: what is read then decides, so that forged, late and double triggers do no
 * harm.
 */
export interface Trigger<Part> {
  /** A clean resource may have an open finding now. */
  readonly closes: boolean;
  /** Parts that are there now, as the cause says; never acted upon, only waited for. */
  readonly shows: readonly Part[];
  readonly cause: Cause;
}

/** The call behind a trigger; undefined where something else made us look. */
export const callOf = ({
  cause,
}: Pick<Trigger<never>, 'cause'>): Extract<Cause, { by: 'call' }> | undefined =>
  cause.by === 'call' ? cause : undefined;

export const causeOf = (
  { id, name, time, actor }: Pick<CloudTrailEvent, 'id' | 'name' | 'time' | 'actor'>,
  deletes: boolean,
): Cause => ({ by: 'call', id, name, time, actor, ...(deletes && { deletes }) });
