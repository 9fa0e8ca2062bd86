import type { Call, Place, Severity, Template } from '../base/resource-type.ts';
import type { PolicyWords } from '../judge/keys.ts';
import type { Distrust } from '../judge/policy-text.ts';
import type { StatementPart } from '../judge/statement-parts.ts';

/** A resource with a policy, as far as it is judged. */
export interface Guarded {
  /** The door, a colon and the name, e.g. `sqs-queue:orders`. */
  readonly id: string;
  /** Absent of what an event shows. */
  readonly arn?: string;
  readonly statements: readonly StatementPart[];
  /** Where the policy's text cannot be read, or written back, as AWS has it. */
  readonly distrust?: Distrust;
  /** Why nothing of it is changed, whatever it says. */
  readonly caution?: string;
}

export type StatementTemplate = Template<Guarded, StatementPart>;

/** What people are told of a violation. */
export interface DoorFacts {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly severity: Severity;
  readonly controls: readonly string[];
  readonly since: string;
}

/** All that is pure of one sort of resources that have a policy of their own. */
export interface Door {
  /** What ids begin with, e.g. `sqs-queue`. */
  readonly name: string;
  /** With its article, e.g. `an SQS queue`. */
  readonly noun: string;
  readonly asffType: string;
  /** The service as ARNs, IAM and CloudTrail name it, e.g. `sqs`. */
  readonly service: string;
  /** What an ARN has before the name, e.g. `repository/`. */
  readonly path: string;
  /** What a whole name looks like. */
  readonly names: RegExp;
  readonly template: DoorFacts;
  /** Templates beside the one about everybody. */
  readonly others?: readonly StatementTemplate[];
  readonly words: PolicyWords;
  readonly calls: Readonly<Record<string, Call>>;
  /** Where in a CloudTrail record its name, URL or ARN may stand, e.g. `requestParameters.queueUrl`. */
  readonly at: readonly string[];
  /** Where in a record the text of a policy may stand. */
  readonly shows: readonly string[];
  /** The name in a text that is no ARN; the text itself where nothing is said, undefined where it is another account's. */
  nameIn?(text: string, account: string | undefined): string | undefined;
  /** Which one is meant where a record names none. */
  readonly unnamed?: string;
  /** A text that is no ARN has to be looked up first. */
  readonly looksUp?: true;
  /** What each name in a record stands for, where that takes more than one field. */
  namesIn?(record: unknown): readonly string[];
  /** Actions on one resource, without the service. */
  readonly read: readonly string[];
  readonly fix: readonly string[];
  /** What IAM's ARNs have after the account; `anything` where it takes no resource, the path and any name where nothing is said. */
  readonly resources?: string;
  /** Actions for which IAM takes no resource. */
  readonly list: readonly string[];
  /** The ARNs that its policy can be about; its own where nothing is said. */
  about?(arn: string): readonly string[];
  /** Is it what the service, or the fix, puts in place of no statement at all? */
  isStandIn?(statement: unknown): boolean;
  /** Why the fix must not leave just these statements; undefined where it may. Must be pure. */
  refuses?(left: readonly unknown[]): string | undefined;
}

/** One resource behind a door. */
export interface Target {
  readonly name: string;
  readonly arn: string;
  readonly place: Place;
}

/** A policy as its service has it. */
export interface Kept {
  /** Absent or empty where there is none. */
  readonly text?: string | undefined;
  /** What the service knows this state of it by, where it does. */
  readonly revision?: string | undefined;
  readonly caution?: string | undefined;
}

/** The calls behind a door. They throw what AWS throws, also where the resource is gone. */
export interface DoorCalls {
  /** Undefined where the resource is gone and no error says so. */
  read(target: Target): Promise<Kept | undefined>;
  /** `before` is what was read just before. */
  write(target: Target, text: string, before: Kept): Promise<unknown>;
  /** Takes the policy away, or puts in place what the service demands instead of none. */
  remove(target: Target, before: Kept): Promise<unknown>;
  /** Names, a page at a time. */
  list(
    token: string | undefined,
  ): Promise<{ readonly names: readonly string[]; readonly next?: string | undefined }>;
  tags(target: Target): Promise<Readonly<Record<string, string>>>;
  /** Is it there at all? Absent where `read` tells. */
  exists?(target: Target): Promise<boolean>;
  /** The whole name behind a text that is looked up. */
  find?(text: string): Promise<string | undefined>;
}

const separator = ':';

export const idOf = ({ name }: Pick<Door, 'name'>, of: string): string => `${name}${separator}${of}`;

/** The name in an id, as AWS shows it. */
export const nameOf = (id: string): string => id.slice(id.indexOf(separator) + 1);

export const doorOf = <One extends Pick<Door, 'name'>>(doors: readonly One[], id: string): One | undefined =>
  doors.find(({ name }) => id.startsWith(`${name}${separator}`));

export const arnOf = (
  { service, path }: Pick<Door, 'service' | 'path'>,
  name: string,
  place: Place,
): string => `arn:${place.partition}:${service}:${place.region}:${place.account}:${path}${name}`;

/** The name that an ARN of a place has for one behind the door; undefined where it is of anything else. */
export const nameInArn = (
  door: Door,
  arn: string,
  place: Pick<Place, 'account' | 'region'>,
): string | undefined => {
  const [, , service, region, account, ...rest] = arn.split(':');
  const resource = rest.join(':');
  const isHere = service === door.service && region === place.region && account === place.account;
  if (!isHere || !resource.startsWith(door.path)) return undefined;
  const name = resource.slice(door.path.length);
  return door.names.test(name) ? name : undefined;
};
