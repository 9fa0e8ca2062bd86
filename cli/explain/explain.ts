import { type Mode, modeOf } from '../../lambdas/core/base/policy.ts';
import { examine, type Facts, type Key } from '../../lambdas/core/exclusions/match.ts';
import { factsOf, judge, learn } from '../../lambdas/core/judge/facts.ts';
import { type FindingState, type LedgerRecord, remediationId } from '../../lambdas/core/ledger/record.ts';
import { askExceptions, heed } from '../../lambdas/core/remediate/apply-exceptions.ts';
import type { Errand, Remediator } from '../../lambdas/core/remediate/remediator.ts';
import { rehearse } from './rehearse.ts';
import { isNear, why } from './why.ts';

/** What would become of a part under one template that it violates. */
export type Fate = 'remediate' | 'notify' | 'exclude' | 'unchecked';

/** An exclusion or exception that all but applies. */
export interface NearMiss {
  readonly origin: string;
  readonly key: Key;
  readonly why: string;
}

export interface Violation {
  readonly template: string;
  readonly severity: string;
  readonly mode: Mode;
  readonly fate: Fate;
  /** Where the exclusion or exception stands that applies. */
  readonly excludedBy?: string;
  readonly almost: readonly NearMiss[];
}

export interface PartExplained {
  readonly part: string;
  readonly violates: readonly Violation[];
}

/** What Drawbridge thinks of a resource now, and what it would do if an event woke it. */
export interface Explanation {
  readonly resource: {
    readonly kind: string;
    readonly type: string;
    readonly id: string;
    readonly arn: string;
  };
  readonly parts: readonly PartExplained[];
  readonly would: {
    readonly remove: readonly string[];
    readonly add: readonly string[];
    readonly keep: number;
    /** By template. */
    readonly findings: Readonly<Record<string, Omit<FindingState, 'n' | 'recent'>>>;
  };
  /** The newest entry of the ledger, where there is one. */
  readonly last?: {
    readonly at: string;
    readonly by?: string;
    readonly eventName?: string;
    readonly removed: readonly string[];
    readonly remediation: string;
  };
}

const FATES = ['remediate', 'notify', 'exclude', 'unchecked'] as const satisfies readonly Fate[];

/** Name and tags, where some exclusion turns on them: `examine` says so. */
const factsFor = async <Model, Part>(
  { kind, policy, reader }: Remediator<Model, Part>,
  model: Model,
  given: Facts,
  part: Part,
  template: string,
): Promise<Facts> => {
  let facts = given;
  for (const what of ['name', 'tags'] as const) {
    const about = { template, cidrs: kind.addresses?.(model, part) };
    const lacking = policy.exclusions.some((each) =>
      Object.values(examine(each, facts, about)).some((holds) => holds === what),
    );
    if (lacking) facts = await learn(what, reader, facts, model);
  }
  return facts;
};

const violationOf = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  model: Model,
  given: Facts,
  part: Part,
  { template, fate }: { readonly template: string; readonly fate: Fate },
): Promise<Violation> => {
  const { kind, policy, templates } = remediator;
  const facts = await factsFor(remediator, model, given, part, template);
  const about = { template, cidrs: kind.addresses?.(model, part) };
  const judged = policy.exclusions.map((exclusion) => {
    const holds = Object.entries(examine(exclusion, facts, about)) as [Key, string][];
    return { exclusion, missing: holds.filter(([, one]) => one !== 'yes').map(([key]) => key) };
  });
  const applies = fate === 'exclude' ? judged.find(({ missing }) => missing.length === 0) : undefined;
  const almost = judged.flatMap(({ exclusion, missing: [key, ...others] }) =>
    fate === 'exclude' || key === undefined || others.length > 0 || !isNear(key, exclusion, facts)
      ? []
      : [{ origin: exclusion.origin, key, why: why(key, exclusion, facts, about) }],
  );
  return {
    template,
    severity: templates.find(({ id }) => id === template)?.severity ?? '',
    mode: modeOf(policy, template),
    fate,
    ...(applies && { excludedBy: applies.exclusion.origin }),
    almost,
  };
};

const lastOf = <Model, Part>(
  { kind }: Remediator<Model, Part>,
  record: LedgerRecord | undefined,
): Pick<Explanation, 'last'> => {
  if (!record) return {};
  return {
    last: {
      at: record.closedAt ?? record.openedAt ?? '',
      ...(record.actor && { by: record.actor.arn }),
      ...(record.eventName && { eventName: record.eventName }),
      removed: (record.removed as readonly Part[]).map(kind.describe),
      remediation: remediationId(record),
    },
  };
};

/** EC2 reads a group that is not there as one without rows. */
const isGone = async <Model, Part>(
  { kind, reader }: Remediator<Model, Part>,
  model: Model,
  id: string,
): Promise<boolean> => kind.parts(model).length === 0 && (await reader.exists?.(id)) === false;

/**
 * Reads a resource, judges it with the code of the functions, and rehearses what they would do. Changes nothing.
 * Undefined when there is no such resource.
 */
export const explain = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  id: string,
): Promise<Explanation | undefined> => {
  const { kind, ledger, place, reader, clock } = remediator;
  const arn = kind.arn(id, place);
  const [model, latest] = await Promise.all([reader.read(id), ledger.latest(arn)]);
  if (model === undefined || (await isGone(remediator, model, id))) return undefined;
  const errand: Errand<Part> = { id, hint: { closes: true, shows: [] }, deadline: clock.now() + 60_000 };
  const { decisions: judged, facts } = await judge(remediator, model, factsOf(kind, place, id, clock.now()));
  const seen = { model, facts, decisions: judged, parts: kind.parts(model), unseen: [] };
  const asked = await askExceptions(remediator, errand, seen);
  const { remediator: current, decisions } = heed(remediator, errand, seen, latest, asked);
  const parts = seen.parts.map(async (part) => {
    const mine = decisions.flatMap((decision) =>
      FATES.filter((fate) => decision[fate].some((one) => kind.key(one) === kind.key(part))).map((fate) => ({
        template: decision.template,
        fate,
      })),
    );
    const violates = mine.map((one) => violationOf(current, model, facts, part, one));
    return { part: kind.describe(part), violates: await Promise.all(violates) };
  });
  return {
    resource: {
      kind: kind.name,
      type: typeof kind.asffType === 'string' ? kind.asffType : kind.asffType(id),
      id: kind.nameOf?.(id) ?? id,
      arn,
    },
    parts: await Promise.all(parts),
    would: await rehearse({ ...remediator, reader: { ...reader, read: async () => model } }, errand, latest),
    ...lastOf(remediator, latest),
  };
};
