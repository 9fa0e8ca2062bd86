import type { Call, ErrorCodes, Pace, Permission, ResourceType } from '../base/resource-type.ts';
import { describeStatement, short } from '../judge/describe-statement.ts';
import { contentOf, key, type StatementPart } from '../judge/statement-parts.ts';
import { arnOf, type Door, doorOf, type Guarded, idOf, nameInArn, nameOf } from './door.ts';
import { hintBy } from './hint.ts';
import { templatesOf } from './templates.ts';

export interface Doors {
  /** The name of the resource type's folder. */
  readonly name: string;
  readonly noun: string;
  readonly doors: readonly Door[];
  readonly errors: ErrorCodes;
  readonly pace: Pace;
}

/** What a call can do where several services have one of its name. */
const either = (one: Call | undefined, other: Call): Call => {
  if (one === undefined) return other;
  const wakes = one.wakes === other.wakes ? one.wakes : 'both';
  return { wakes, ...(one.deletes && other.deletes && { deletes: true as const }) };
};

const callsOf = (doors: readonly Door[]): Readonly<Record<string, Call>> => {
  const calls: Record<string, Call> = {};
  for (const door of doors)
    for (const [name, call] of Object.entries(door.calls)) calls[name] = either(calls[name], call);
  return calls;
};

const permission = (
  { service, path, resources = `${path}*` }: Door,
  actions: readonly string[],
): Permission => ({
  actions: actions.map((action) => `${service}:${action}`),
  resources: [
    resources === 'anything'
      ? '*'
      : `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resources}`,
  ],
});

const everywhere = (doors: readonly Door[]): readonly Permission[] => {
  const actions = doors.flatMap(({ service, list }) => list.map((action) => `${service}:${action}`));
  return actions.length > 0 ? [{ actions: [...new Set(actions)], resources: ['*'] }] : [];
};

const unique = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** One resource type out of doors: resources of several services, each judged by the statements of its own policy. */
export const behindDoors = ({
  name,
  noun,
  doors,
  errors,
  pace,
}: Doors): ResourceType<Guarded, StatementPart> => {
  const services = unique(doors.map(({ service }) => service));
  return {
    name,
    noun,
    errors,
    pace,
    templates: doors.flatMap(templatesOf),
    asffType: (id) => doorOf(doors, id)?.asffType ?? 'Other',
    sources: services.map((service) => `aws.${service}`),
    eventSources: services.map((service) => `${service}.amazonaws.com`),
    calls: callsOf(doors),
    // What lists is for every resource: IAM knows none for it.
    read: [...everywhere(doors), ...doors.map((door) => permission(door, door.read))],
    fix: doors.map((door) => permission(door, door.fix)),
    hint: hintBy(doors),
    arn: (id, place) => {
      const door = doorOf(doors, id);
      return door ? arnOf(door, nameOf(id), place) : id;
    },
    idOf: (arn, place) => {
      for (const door of doors) {
        const found = nameInArn(door, arn, place);
        if (found !== undefined) return idOf(door, found);
      }
      return undefined;
    },
    nameOf,
    key,
    describe: (part) => short(describeStatement(part)),
    parts: ({ statements }) => statements,
    assume: (id, statements) => ({ id, statements }),
    sees: ({ statements }, shown) => statements.some((part) => contentOf(part) === contentOf(shown)),
    same: (shown, known) => contentOf(shown) === contentOf(known),
    replace: (guarded, gone, added) => {
      const keys = new Set(gone.map(key));
      const left = guarded.statements.filter((part) => !keys.has(key(part)));
      const statements = [...left, ...added].sort((one, other) => one.position - other.position);
      return { ...guarded, statements };
    },
  };
};
