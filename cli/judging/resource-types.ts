import type { AnyWholeType, Connection, WholeType } from '../../lambdas/adapters/connect.ts';
import { type CloudTrailEvent, parse } from '../../lambdas/core/base/event.ts';
import { idInArn, type Place, templatesOf } from '../../lambdas/core/base/resource-type.ts';
import type { Assessor } from '../../lambdas/core/remediate/remediator.ts';
import { WHOLE_TYPES } from '../../lambdas/resource-types/connected.ts';
import { UsageError } from '../exit.ts';
import { type Explanation, explain } from '../explain/explain.ts';
import { arnsOf } from '../resource.ts';
import {
  examine,
  type OpenResource,
  type Progress,
  type Survey,
  type Surveyor,
  trySurvey,
} from './survey.ts';

/** Where and by what rules resources are judged. */
export type Around = Pick<
  Assessor<never, never>,
  'policy' | 'place' | 'ledger' | 'exceptions' | 'clock' | 'version'
>;

/** What a recorded event is about. */
export type EventAbout =
  | { readonly ids: readonly string[]; readonly event: CloudTrailEvent }
  | { readonly ignored: string }
  | { readonly refused: string };

/** What a person is about to close, with that person's rights. */
export interface FixPlan {
  readonly parts: readonly { readonly key: string; readonly text: string }[];
  /** How many parts stay. */
  readonly kept: number;
  carryOut(): Promise<{
    readonly closed: readonly string[];
    readonly left: readonly string[];
    readonly error?: string;
  }>;
}

/** What was reported under one template. */
export interface ReportedParts {
  readonly template: string;
  /** Of the parts. */
  readonly keys: readonly string[];
}

/** A resource type as the command line sees it. */
export interface JudgedType {
  readonly name: string;
  readonly eventSources: readonly string[];
  survey(connection: Connection, around: Around, progress?: Progress): Promise<Survey>;
  /** Why the fixer would not look at an EventBridge envelope, if so. */
  ignores(envelope: unknown, place: Place): string | undefined;
  /** Which resources an EventBridge envelope is about, as its fixer would find out. */
  about(envelope: unknown, connection: Connection, around: Around): Promise<EventAbout>;
  examine(id: string, connection: Connection, around: Around): Promise<OpenResource | undefined>;
  /** The ids that a name, id or ARN can stand for. */
  ids(name: string, connection: Connection, around: Around): Promise<readonly string[]>;
  explain(id: string, connection: Connection, around: Around): Promise<Explanation | undefined>;
  /** Whether an ARN is of this type. */
  owns(arn: string, place: Place): boolean;
  /** What closing a reported finding would take away; undefined where the resource is gone. */
  fix(
    arn: string,
    reported: ReportedParts,
    around: Pick<Around, 'policy' | 'place'>,
  ): Promise<FixPlan | undefined>;
}

/** Of what was reported, what is there and violates still; what came later is a finding of its own. */
const fixOf =
  <Model, Part>({ type, connect }: WholeType<Model, Part>) =>
  async (
    arn: string,
    { template, keys }: ReportedParts,
    around: Pick<Around, 'policy' | 'place'>,
  ): Promise<FixPlan | undefined> => {
    const templates = templatesOf(type, around.policy);
    const { reader, fixer } = connect({})(around.place, templates, around.policy);
    if (!fixer)
      throw new UsageError(
        `Findings about a ${type.noun} are only reported: there is no fix that is safe for everybody. Close it by hand.`,
      );
    const model = await reader.read(idInArn(type, arn, around.place) ?? '');
    if (model === undefined) return undefined;
    const offending = templates.find(({ id }) => id === template)?.offending(model) ?? [];
    const parts = offending.filter((part) => keys.includes(type.key(part)));
    return {
      parts: parts.map((part) => ({ key: type.key(part), text: type.describe(part) })),
      kept: type.parts(model).length - parts.length,
      carryOut: async () => {
        const { gone, left, error } = await fixer.fix(model, parts);
        return {
          closed: gone.map(type.describe),
          left: left.map(type.describe),
          ...(error && { error }),
        };
      },
    };
  };

const judgedType = <Model, Part>({ type, connect }: WholeType<Model, Part>): JudgedType => {
  const surveyor = (connection: Connection, around: Around): Surveyor<Model, Part> => {
    const templates = templatesOf(type, around.policy);
    const { reader, lister } = connect(connection)(around.place, templates, around.policy);
    return { ...around, kind: type, templates, reader, lister };
  };
  return {
    name: type.name,
    owns: (arn, place) => idInArn(type, arn, place) !== undefined,
    fix: fixOf({ type, connect } as WholeType<Model, Part>),
    eventSources: type.eventSources,
    survey: (connection, around, progress) => trySurvey(surveyor(connection, around), progress),
    examine: (id, connection, around) => examine(surveyor(connection, around), id),
    explain: (id, connection, around) => explain(surveyor(connection, around), id),
    ignores: (envelope, place) => {
      const parsed = parse(envelope, { ...place, ...type });
      return parsed.outcome === 'ignored' ? parsed.reason : undefined;
    },
    about: async (envelope, connection, around) => {
      const parsed = parse(envelope, { ...around.place, ...type });
      if (parsed.outcome === 'ignored') return { ignored: parsed.reason };
      if (parsed.outcome === 'refused') return { refused: parsed.reason };
      const hint = type.hint(parsed.event);
      if ('refused' in hint) return hint;
      const { reader } = surveyor(connection, around);
      const found = await Promise.all(hint.lookUps.map((lookUp) => reader.resolve(lookUp)));
      return { ids: [...new Set([...hint.ids, ...found.flat()])], event: parsed.event };
    },
    ids: async (name, connection, around) => {
      const ids = arnsOf(name, around.place).flatMap((arn) => idInArn(type, arn, around.place) ?? []);
      if (ids.length > 0 || type.idPrefix === undefined || name.startsWith('arn:')) return ids;
      return surveyor(connection, around).reader.resolve({ by: 'name', value: name });
    },
  };
};

export const JUDGED_TYPES: readonly JudgedType[] = WHOLE_TYPES.map((type: AnyWholeType) =>
  type.use(judgedType),
);
