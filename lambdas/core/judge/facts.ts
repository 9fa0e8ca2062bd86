import { classify, message } from '../base/errors.ts';
import type { Reader } from '../base/ports.ts';
import type { ErrorCodes, Place, ResourceType } from '../base/resource-type.ts';
import type { Facts, Known } from '../exclusions/match.ts';
import { type Decided, decide, type Judge } from './decide.ts';

/** What is known of a resource without reading anything. `now` in epoch milliseconds. */
export const factsOf = <Model, Part>(
  { arn, idPrefix, nameOf }: Pick<ResourceType<Model, Part>, 'arn' | 'idPrefix' | 'nameOf'>,
  place: Place,
  id: string,
  now: number,
): Facts => ({
  account: place.account,
  region: place.region,
  id,
  shownId: nameOf?.(id) ?? id,
  arn: arn(id, place),
  today: new Date(now).toISOString().slice(0, 10),
  canBeName: (pattern) =>
    idPrefix !== undefined && !pattern.startsWith(idPrefix) && !pattern.startsWith('arn:'),
});

/** A resource that is gone meanwhile has no name and no tags; the fix will find that it is gone. */
const known = async <T>(read: () => Promise<T>, nothing: T, codes: ErrorCodes): Promise<Known<T>> => {
  try {
    return { value: await read() };
  } catch (error) {
    const what = classify(error, codes);
    if (what === 'transient') throw error;
    return what === 'gone' ? { value: nothing } : { error: message(error) };
  }
};

/** What the reader cannot find out at all counts as nothing: no name beside the id, no tags. */
export const learn = async <Model>(
  what: 'name' | 'tags',
  {
    kind: { errors },
    reader,
  }: { readonly kind: { readonly errors: ErrorCodes }; readonly reader: Reader<Model> },
  facts: Facts,
  model: Model,
): Promise<Facts> => {
  const { id } = facts;
  if (what === 'name')
    return { ...facts, name: await known(async () => reader.name?.(id, model), undefined, errors) };
  return { ...facts, tags: await known(async () => (await reader.tags?.(id, model)) ?? [], [], errors) };
};

/**
 * Decides, and reads the name or the tags of the resource only where an exclusion turns on them. Throws only transient
 * errors; what may not be read comes back as parts that could not be checked.
 */
export const judge = async <Model, Part>(
  remediator: Judge<Model, Part> & {
    readonly kind: { readonly errors: ErrorCodes };
    readonly reader: Reader<Model>;
  },
  model: Model,
  given: Facts,
): Promise<Pick<Decided<Part>, 'decisions'> & { readonly facts: Facts }> => {
  for (let facts = given; ; ) {
    const { decisions, lacks } = decide(remediator, model, facts);
    const what = (['name', 'tags'] as const).find((one) => lacks.has(one));
    if (!what) return { decisions, facts };
    facts = await learn(what, remediator, facts, model);
  }
};
