import type { Mode, Policy } from '../../lambdas/core/base/policy.ts';
import { asffTypeOf } from '../../lambdas/core/base/resource-type.ts';
import { type Facts, type Key, matchByKey } from '../../lambdas/core/exclusions/match.ts';
import { modeFor } from '../../lambdas/core/exclusions/overrides.ts';
import { learn } from '../../lambdas/core/judge/facts.ts';
import { type FindingState, type LedgerRecord, remediationId } from '../../lambdas/core/ledger/record.ts';
import { assess, look } from '../../lambdas/core/remediate/assess.ts';
import type { Assessor, Task } from '../../lambdas/core/remediate/remediator.ts';
import { rehearse } from './rehearse.ts';
import { isNear, why } from './why.ts';

/** What would become of a part under one template that it violates. */
export type Disposition = 'remediate' | 'notify' | 'exclude' | 'unchecked';

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
  /** Where the override stands that decides the mode. */
  readonly override?: string;
  readonly fate: Disposition;
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

const DISPOSITIONS = [
  'remediate',
  'notify',
  'exclude',
  'unchecked',
] as const satisfies readonly Disposition[];

/** Name and tags, where some exclusion turns on them: `matchByKey` says so. */
const factsFor = async <Model, Part>(
  { kind, policy, reader }: Assessor<Model, Part>,
  model: Model,
  given: Facts,
  part: Part,
  template: string,
): Promise<Facts> => {
  let facts = given;
  for (const what of ['name', 'tags'] as const) {
    const about = { template, cidrs: kind.addresses?.(model, part) };
    const lacking = policy.exclusions.some((each) =>
      Object.values(matchByKey(each, facts, about)).some((holds) => holds === what),
    );
    if (lacking) facts = await learn(what, { kind, reader }, facts, model);
  }
  return facts;
};

/** The mode in force for this resource, and the override that decides it. */
const modeOfViolation = (policy: Policy, template: string, facts: Facts) => {
  const { mode, by } = modeFor(policy, template, facts);
  return { mode, ...(by && { override: by.origin }) };
};

const violationOf = async <Model, Part>(
  assessor: Assessor<Model, Part>,
  model: Model,
  given: Facts,
  part: Part,
  { template, fate }: { readonly template: string; readonly fate: Disposition },
): Promise<Violation> => {
  const { kind, policy, templates } = assessor;
  const facts = await factsFor(assessor, model, given, part, template);
  const about = { template, cidrs: kind.addresses?.(model, part) };
  const judged = policy.exclusions.map((exclusion) => {
    const holds = Object.entries(matchByKey(exclusion, facts, about)) as [Key, string][];
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
    ...modeOfViolation(policy, template, facts),
    fate,
    ...(applies && { excludedBy: applies.exclusion.origin }),
    almost,
  };
};

const lastOf = <Model, Part>(
  { kind }: Assessor<Model, Part>,
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

/**
 * Reads a resource, judges it with the code of the functions, and rehearses what they would do. Changes nothing.
 * Undefined when there is no such resource.
 */
export const explain = async <Model, Part>(
  assessor: Assessor<Model, Part>,
  id: string,
): Promise<Explanation | undefined> => {
  const { kind, place, reader, clock } = assessor;
  const task: Task<Part> = {
    id,
    trigger: { closes: true, shows: [], cause: { by: 'sweep' } },
    deadline: clock.now() + 60_000,
  };
  const { policy, assessment } = await assess(assessor, task, await look(assessor, task));
  const { model, facts, decisions, latest } = assessment;
  if (model === undefined || facts === undefined) return undefined;
  if (latest === undefined && assessment.parts.length === 0 && (await reader.exists?.(id)) === false)
    return undefined;
  const current = { ...assessor, policy };
  const parts = assessment.parts.map(async (part) => {
    const mine = decisions.flatMap((decision) =>
      DISPOSITIONS.filter((fate) => decision[fate].some((one) => kind.key(one) === kind.key(part))).map(
        (fate) => ({
          template: decision.template,
          fate,
        }),
      ),
    );
    const violates = mine.map((one) => violationOf(current, model, facts, part, one));
    return { part: kind.describe(part), violates: await Promise.all(violates) };
  });
  return {
    resource: {
      kind: kind.name,
      type: asffTypeOf(kind, id),
      id: kind.nameOf?.(id) ?? id,
      arn: kind.arn(id, place),
    },
    parts: await Promise.all(parts),
    would: await rehearse({ ...assessor, reader: { ...reader, read: async () => model } }, task, latest),
    ...lastOf(assessor, latest),
  };
};
