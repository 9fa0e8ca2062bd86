import { classify, message } from '../../lambdas/core/base/errors.ts';
import type { Lister } from '../../lambdas/core/base/ports.ts';
import { asffTypeOf, type Severity } from '../../lambdas/core/base/resource-type.ts';
import { assess, look } from '../../lambdas/core/remediate/assess.ts';
import type { Assessor, Task } from '../../lambdas/core/remediate/remediator.ts';
import { isSuspect } from '../../lambdas/core/sweep/page.ts';
import { inTurn, paceOf } from '../../lambdas/core/sweep/pool.ts';

/** What would become of a part under a template that it violates, were it to be judged by a function now. */
export type Disposition = 'remediate' | 'notify' | 'exclude' | 'unchecked';

const DISPOSITIONS = [
  'remediate',
  'notify',
  'exclude',
  'unchecked',
] as const satisfies readonly Disposition[];

export interface Violation {
  readonly template: string;
  readonly severity: Severity;
  readonly fate: Disposition;
}

/** One row of a group, grant or statement of a bucket, value of a snapshot. */
export interface PartShown {
  readonly part: string;
  /** Empty for a part that stays. */
  readonly violates: readonly Violation[];
}

/** A resource that violates. */
export interface OpenResource {
  readonly account: string;
  readonly region: string;
  /** ASFF's. */
  readonly type: string;
  readonly id: string;
  readonly arn: string;
  readonly parts: readonly PartShown[];
}

/** A resource, or a whole sort of them, that could not be read. */
export interface Unread {
  readonly account: string;
  readonly region: string;
  readonly what: string;
  readonly error: string;
}

export interface Survey {
  readonly seen: number;
  readonly open: readonly OpenResource[];
  readonly unread: readonly Unread[];
}

export const NOTHING: Survey = { seen: 0, open: [], unread: [] };

export const together = (surveys: readonly Survey[]): Survey => ({
  seen: surveys.reduce((sum, { seen }) => sum + seen, 0),
  open: surveys.flatMap(({ open }) => open),
  unread: surveys.flatMap(({ unread }) => unread),
});

export type Surveyor<Model, Part> = Assessor<Model, Part> & { readonly lister: Lister<Model> };

/** Told as it goes: how many resources were seen, and how many of them are open. */
export type Progress = (seen: number, open: number) => void;

/**
 * Reads a resource and judges it with the code of the functions, exceptions included. Undefined where nothing violates, or
 * nothing is there.
 */
export const examine = async <Model, Part>(
  assessor: Assessor<Model, Part>,
  id: string,
): Promise<OpenResource | undefined> => {
  const { kind, place, clock, templates } = assessor;
  const task: Task<Part> = {
    id,
    trigger: { closes: false, shows: [], cause: { by: 'sweep' } },
    deadline: clock.now(),
  };
  const reading = await look(assessor, task);
  if (reading.decisions.length === 0) return undefined;
  const { decisions, parts } = (await assess(assessor, task, reading)).assessment;
  const severityOf = (template: string): Severity =>
    templates.find((one) => one.id === template)?.severity ?? 'LOW';
  const violationsOf = (part: Part): readonly Violation[] =>
    decisions.flatMap((decision) =>
      DISPOSITIONS.filter((fate) => decision[fate].some((one) => kind.key(one) === kind.key(part))).map(
        (fate) => ({
          template: decision.template,
          severity: severityOf(decision.template),
          fate,
        }),
      ),
    );
  return {
    account: place.account,
    region: place.region,
    type: asffTypeOf(kind, id),
    id: kind.nameOf?.(id) ?? id,
    arn: kind.arn(id, place),
    parts: parts.map((part) => ({ part: kind.describe(part), violates: violationsOf(part) })),
  };
};

/** Lists every resource and examines those that the list leaves in doubt: what a sweep would find, changing nothing. */
export const survey = async <Model, Part>(
  surveyor: Surveyor<Model, Part>,
  progress: Progress = () => {},
): Promise<Survey> => {
  const { lister, clock, place, kind } = surveyor;
  const { account, region } = place;
  const open: OpenResource[] = [];
  const unread: Unread[] = [];
  const pace = paceOf(clock, kind.pace.looksPerSecond);
  const bounds = { concurrency: kind.pace.atOnce, pace, deadline: Number.POSITIVE_INFINITY, clock };
  let seen = 0;
  const visit = async ({ id }: { readonly id: string }) => {
    try {
      const found = await examine(surveyor, id);
      if (found) open.push(found);
    } catch (error) {
      unread.push({ account, region, what: kind.arn(id, place), error: message(error) });
    }
    progress(seen, open.length);
  };
  for (let token: string | undefined; ; ) {
    const { resources, next } = await lister.list(token);
    seen += resources.length;
    progress(seen, open.length);
    await inTurn(
      resources.filter((resource) => isSuspect(surveyor, resource)),
      visit,
      bounds,
    );
    if (next === undefined) return { seen, open, unread };
    token = next;
  }
};

/** A sort of resources that cannot be listed at all does not keep the others from being looked at. */
export const trySurvey = async <Model, Part>(
  surveyor: Surveyor<Model, Part>,
  progress?: Progress,
): Promise<Survey> => {
  try {
    return await survey(surveyor, progress);
  } catch (error) {
    if (classify(error, surveyor.kind.errors) === 'gone') return NOTHING;
    const { account, region } = surveyor.place;
    return {
      ...NOTHING,
      unread: [{ account, region, what: `every ${surveyor.kind.name}`, error: message(error) }],
    };
  }
};
