import type { CloudTrailEvent } from './event.ts';
import { everyText, idsAmong, refused } from './event-ids.ts';
import type { Hint } from './resource-type.ts';
import type { Value } from './shared-attribute.ts';

/** Where the events of one type of shared resources say what. */
export interface SharedEvents {
  /** A whole id, and nothing else. */
  readonly id: RegExp;
  /** What it is called, with the field, e.g. `image in imageId`. */
  readonly what: string;
  /** Calls that tag whatever there is: such an event may be about nothing of ours. */
  readonly tagging: RegExp;
  /** The values of the fields that name resources. */
  named(event: CloudTrailEvent): readonly unknown[];
  /** Ids in a text, for events whose fields were too large to be kept; absent where an id could be any word. */
  readonly within?: RegExp;
  /** The value that stands for everybody, where the event adds it. */
  readonly everybody: string;
  /** Does the event let everybody in? Undefined where it is no call that shares. */
  opens(event: CloudTrailEvent): boolean | undefined;
}

const idsOf = ({ id, named, within, tagging }: SharedEvents, event: CloudTrailEvent): readonly string[] => {
  const found = idsAmong(named(event), id);
  if (found.length > 0 || tagging.test(event.name) || !within) return found;
  return idsAmong(
    everyText(event.record).flatMap((text) => text.match(within) ?? []),
    id,
  );
};

/** What a CloudTrail event about shared resources says. */
export const sharedHint =
  (events: SharedEvents) =>
  (event: CloudTrailEvent): Hint<Value> | { readonly refused: string } => {
    const ids = idsOf(events, event);
    if (ids.length === 0 && !events.tagging.test(event.name)) return refused(event, events.what);
    const opens = events.opens(event) ?? false;
    return { ids, lookUps: [], closes: !opens, shows: opens ? [{ value: events.everybody }] : [] };
  };
