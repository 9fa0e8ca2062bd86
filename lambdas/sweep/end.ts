import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { metric } from '../adapters/metric.ts';
import type { Policy } from '../core/base/policy.ts';
import type { Place } from '../core/base/resource-type.ts';
import { counted } from '../core/base/text.ts';
import { type Bounds, isStop, judgeException } from '../core/exclusions/exceptions.ts';
import type { AccountProblem, Findings } from '../core/ledger/account.ts';
import { limitOf, type Sweep, type Tally } from '../core/sweep/sweep.ts';
import type { TrailVerdict } from './trail.ts';

/** The ledger's log of sweeps; its entries concern no resource and are not published. */
export const RUNS = 'sweep';

/** A sweep that came to its end. The newest entry alone tells all. */
export interface Run {
  readonly resource: typeof RUNS;
  readonly n: number;
  readonly state: 'DONE';
  readonly execution: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** The resource types that it went through. */
  readonly kinds: readonly string[];
  /** Those that some sweep has gone through by now: first contact is over for them. */
  readonly known: readonly string[];
  readonly tally: Tally;
  readonly account: string;
  readonly region: string;
  /** When DynamoDB may drop it, in epoch seconds. */
  readonly expires: number;
}

const DAY_SECONDS = 86_400;
/** First contact must not come back while sweeps are rare. */
const KEPT_DAYS = 400;

/** What goes into the log of sweeps. `now` in epoch milliseconds. */
export const runOf = (
  { kinds, startedAt, tally, failures }: Sweep,
  latest: Run | undefined,
  {
    execution,
    place,
    now,
    everyHours,
  }: {
    readonly execution: string;
    readonly place: Place;
    readonly now: number;
    readonly everyHours: number;
  },
): Run => {
  const failed = new Set(failures.map(({ kind }) => kind));
  const done = kinds.filter((kind) => !failed.has(kind));
  const days = Math.max(KEPT_DAYS, (everyHours * 3) / 24);
  return {
    resource: RUNS,
    n: (latest?.n ?? 0) + 1,
    state: 'DONE',
    execution,
    startedAt,
    endedAt: new Date(now).toISOString(),
    kinds: done,
    known: [...new Set([...(latest?.known ?? []), ...done])].sort(),
    tally,
    account: place.account,
    region: place.region,
    expires: Math.floor(now / 1000 + days * DAY_SECONDS),
  };
};

const heldBack = (sweep: Sweep, limits: Policy['sweep']): AccountProblem[] => {
  const { held } = sweep.tally;
  if (held === 0) return [];
  const limit = limitOf(sweep, limits);
  return [
    {
      template: 'sweep',
      violating: `${counted(held, 'resource')} left open: a sweep makes ${limit} fixes at most`,
      error:
        'The sweep stopped fixing. Look at what its other findings name; exclude what is open on purpose, then close the rest: npx --no -- drawbridge sweep --apply --max NUMBER.',
    },
  ];
};

const noTrail = (verdict: TrailVerdict): AccountProblem[] =>
  'missing' in verdict
    ? [
        {
          template: 'trail',
          violating: `no CloudTrail trail delivers management events of this region: ${verdict.missing}`,
          error:
            'No change reaches Drawbridge until there is one. Create a trail for all regions that logs management events, or switch it on; npx --no -- drawbridge doctor shows when it is right.',
        },
      ]
    : [];

/** What the sweep has to say about the account as a whole; `all` are the resource types that there are. */
export const findingsOf = (
  sweep: Sweep,
  all: readonly string[],
  limits: Policy['sweep'],
  verdict: TrailVerdict,
): Findings => {
  const isWhole = all.every((kind) => sweep.kinds.includes(kind)) && sweep.failures.length === 0;
  return {
    problems: [...heldBack(sweep, limits), ...noTrail(verdict)],
    unknown: [
      // The scans of instances have their own say.
      'workload-data',
      'workload-snapshots',
      ...(isWhole ? [] : (['sweep'] as const)),
      ...('unreadable' in verdict ? (['trail'] as const) : []),
    ],
  };
};

/** Counts the exceptions in force, as the metric `ExceptionsInForce`; the emergency stop is none. */
export const countExceptions = async (
  client: DynamoDBClient,
  TableName: string,
  bounds: Bounds,
): Promise<void> => {
  let inForce = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName }))
    inForce += Items.map((item) => unmarshall(item)).filter(
      (item) => !isStop(item) && 'holds' in judgeException(item, bounds),
    ).length;
  metric('ExceptionsInForce', inForce, 'Count');
};
