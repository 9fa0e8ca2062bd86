import { message } from '../../lambdas/core/base/errors.ts';
import { at, own } from '../../lambdas/core/base/json.ts';
import type { Place } from '../../lambdas/core/base/resource-type.ts';
import { type Around, JUDGED_TYPES, type JudgedType } from '../judging/resource-types.ts';
import type { OpenResource } from '../judging/survey.ts';
import type { Site } from '../places.ts';
import type { Recorded } from './read-events.ts';

/** What became of one recorded event. */
export interface Replayed {
  readonly from: string;
  readonly eventName: string;
  readonly eventTime?: string;
  readonly actor?: string;
  /** The resources that it is about. */
  readonly resources: readonly string[];
  /** Why it was not looked at, if so. */
  readonly ignored?: string;
  readonly error?: string;
}

export interface Replay {
  readonly events: readonly Replayed[];
  /** The resources that violate now, each once. */
  readonly open: readonly OpenResource[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The resource types whose fixers the event could wake: several where a service has several. */
export const typesOf = (envelope: unknown, place: Place): readonly JudgedType[] =>
  JUDGED_TYPES.filter((type) => type.ignores(envelope, place) === undefined);

const nameOf = (envelope: unknown): string => text(at(envelope, 'detail.eventName')) || 'unknown';

type Looked = Omit<Replayed, 'from' | 'eventName'>;

/** One event may be about several resource types: it is in error only where none of them knows what it is about. */
const together = (looks: readonly Looked[]): Looked => {
  const [first = { resources: [] }, ...others] = looks.filter(({ error }) => error === undefined);
  if (first.resources.length === 0 && others.length === 0) return looks[0] ?? first;
  return { ...first, resources: [first, ...others].flatMap(({ resources }) => resources) };
};

/** Why no fixer would look at an event: the reason of one that listens to its service, where there is one. */
export const whyIgnored = (envelope: unknown, place: Place): string => {
  const source = text(own(own(envelope, 'detail'), 'eventSource')) || 'nobody';
  const listener = JUDGED_TYPES.find(({ eventSources }) => eventSources.includes(source));
  return listener?.ignores(envelope, place) ?? `an event of ${source} is not looked at`;
};

/** Judges recorded events against what is there now, each resource once; changes nothing. */
export const createReplay = (site: Site, around: Around) => {
  const examined = new Map<string, Promise<OpenResource | undefined>>();
  const events: Replayed[] = [];
  const examine = (type: JudgedType, id: string) => {
    const key = `${type.name} ${id}`;
    const found = examined.get(key) ?? type.examine(id, site.connection, around);
    examined.set(key, found);
    return found;
  };
  const look = async (envelope: unknown, type: JudgedType): Promise<Looked> => {
    const about = await type.about(envelope, site.connection, around);
    if ('ignored' in about) return { resources: [], ignored: about.ignored };
    if ('refused' in about) return { resources: [], error: about.refused };
    await Promise.all(about.ids.map((id) => examine(type, id)));
    return { resources: about.ids, eventTime: about.event.time, actor: about.event.actor.arn };
  };
  const add = async ({ from, envelope }: Recorded): Promise<void> => {
    const eventName = nameOf(envelope);
    const types = typesOf(envelope, around.place);
    if (types.length === 0) {
      events.push({ from, eventName, resources: [], ignored: whyIgnored(envelope, around.place) });
      return;
    }
    try {
      events.push({
        from,
        eventName,
        ...together(await Promise.all(types.map((type) => look(envelope, type)))),
      });
    } catch (error) {
      events.push({ from, eventName, resources: [], error: message(error) });
    }
  };
  const end = async (): Promise<Replay> => {
    const found = await Promise.allSettled(examined.values());
    return {
      events,
      open: found.flatMap((result) => (result.status === 'fulfilled' ? (result.value ?? []) : [])),
    };
  };
  return { add, end };
};
