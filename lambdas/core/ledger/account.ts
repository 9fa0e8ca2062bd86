import type { Place } from '../base/resource-type.ts';
import type { TemplateFacts } from './finding.ts';
import { nextEntry, type Writer } from './next-entry.ts';
import { nextStates } from './next-states.ts';
import type { LedgerRecord } from './record.ts';

/** What can be wrong with the account as a whole, or with Drawbridge in it; reported as templates are. */
export const ACCOUNT_TEMPLATES = {
  sweep: {
    title: 'Sweep Stopped Fixing',
    why: 'So many open doors at once are seldom mistakes: somebody should look before all of them are closed.',
    severity: 'MEDIUM',
    controls: [],
  },
  trail: {
    title: 'No CloudTrail Trail',
    why: 'Without a trail that logs management events no change reaches Drawbridge, and only its sweep closes what is open.',
    severity: 'HIGH',
    controls: ['CloudTrail.1'],
  },
  'workload-data': {
    title: 'Advisories Too Old',
    why: 'What has become known since is not found on any instance.',
    severity: 'MEDIUM',
    controls: [],
  },
  'workload-rules': {
    title: 'Rules Left Out',
    why: 'What a rule or a list was to find is not found as long as it is left out.',
    severity: 'MEDIUM',
    controls: [],
  },
  'workload-snapshots': {
    title: 'Snapshots That Scans Leave Behind',
    why: 'A snapshot holds a whole disk: those of scans are to be gone once they are read.',
    severity: 'MEDIUM',
    controls: [],
  },
} as const satisfies Readonly<Record<string, TemplateFacts>>;

export type AccountTemplate = keyof typeof ACCOUNT_TEMPLATES;

/** One thing that is wrong: what, and what to do. */
export interface AccountProblem {
  readonly template: AccountTemplate;
  readonly violating: string;
  readonly error: string;
}

/** The account itself, as ASFF names it. */
const TYPE = 'AwsAccount';

export const accountArn = ({ partition, account }: Place): string => `arn:${partition}:iam::${account}:root`;

export interface Findings {
  readonly problems: readonly AccountProblem[];
  /** What could not be looked at stays as it was. */
  readonly unknown: readonly AccountTemplate[];
}

const keyOf = ({ template }: AccountProblem): string => template;

/** The next entry of the account's own log; undefined where nothing is new. `latest` is the newest so far. */
export const accountRecord = (
  { problems, unknown }: Findings,
  latest: LedgerRecord | undefined,
  writer: Writer & { readonly place: Place },
): LedgerRecord | undefined => {
  const { place } = writer;
  const n = (latest?.n ?? 0) + 1;
  const before = latest?.findings ?? {};
  const decisions = problems.map((problem) => ({
    template: problem.template,
    remediate: [],
    notify: [],
    exclude: [],
    unchecked: [problem],
    error: problem.error,
  }));
  const words = { key: keyOf, describe: ({ violating }: AccountProblem) => violating };
  const nothing = { gone: [], removed: [], left: [] };
  const judged = (template: string): boolean => !unknown.some((one) => one === template);
  const { findings, changed } = nextStates(words, before, decisions, nothing, {
    n,
    openedAt: undefined,
    judged,
  });
  if (changed.length === 0) return undefined;
  return nextEntry(
    { resource: accountArn(place), kind: 'account', type: TYPE, id: place.account },
    latest,
    writer,
    {
      state: 'CLOSED',
      closedAt: new Date(writer.now).toISOString(),
      before: [],
      removed: [],
      kept: 0,
      findings,
      changed,
    },
  );
};
