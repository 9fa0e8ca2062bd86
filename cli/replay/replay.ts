import { message } from '../../lambdas/core/base/errors.ts';
import { at, own } from '../../lambdas/core/base/json.ts';
import { type Around, RESOURCE_TYPES, type ResourceType } from '../judging/resource-types.ts';
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

/** The resource type whose fixer the event would wake. */
export const typeOf = (envelope: unknown): ResourceType | undefined => {
  const source = text(at(envelope, 'detail.eventSource'));
  return RESOURCE_TYPES.find(({ eventSources }) => eventSources.includes(source));
};

const nameOf = (envelope: unknown): string => text(at(envelope, 'detail.eventName')) || 'unknown';

/** Judges recorded events against what is there now, each resource once; changes nothing. */
export const createReplay = (site: Site, around: Around) => {
  const examined = new Map<string, Promise<OpenResource | undefined>>();
  const events: Replayed[] = [];
  const examine = (type: ResourceType, id: string) => {
    const key = `${type.name} ${id}`;
    const found = examined.get(key) ?? type.examine(id, site.connection, around);
    examined.set(key, found);
    return found;
  };
  const look = async (
    envelope: unknown,
    type: ResourceType,
  ): Promise<Omit<Replayed, 'from' | 'eventName'>> => {
    const about = await type.about(envelope, site.connection, around);
    if ('ignored' in about) return { resources: [], ignored: about.ignored };
    if ('refused' in about) return { resources: [], error: about.refused };
    await Promise.all(about.ids.map((id) => examine(type, id)));
    return { resources: about.ids, eventTime: about.event.time, actor: about.event.actor.arn };
  };
  const add = async ({ from, envelope }: Recorded): Promise<void> => {
    const eventName = nameOf(envelope);
    const type = typeOf(envelope);
    if (!type) {
      const source = text(own(own(envelope, 'detail'), 'eventSource')) || 'nobody';
      events.push({ from, eventName, resources: [], ignored: `an event of ${source} is not looked at` });
      return;
    }
    try {
      events.push({ from, eventName, ...(await look(envelope, type)) });
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
