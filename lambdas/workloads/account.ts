import { counted } from '../core/base/text.ts';
import { type AccountProblem, accountArn, accountRecord } from '../core/ledger/account.ts';
import type { Connected } from './connected.ts';
import type { Current } from './data/generation.ts';
import { RUN_TAG } from './marks.ts';
import { binnedSnapshots } from './snapshots.ts';
import type { Tidied } from './tidy.ts';
import type { Refused } from './yara/yara.ts';

const HOUR_MS = 3_600_000;
const MOST_NAMED = 5;
const MOST_WORDS = 200;

const named = (ids: readonly string[]): string =>
  `${ids.slice(0, MOST_NAMED).join(', ')}${ids.length > MOST_NAMED ? `, and ${ids.length - MOST_NAMED} more` : ''}`;

const KEEP_OUT =
  'Let the rule leave them out: aws rbin list-rules --resource-type EBS_SNAPSHOT, then aws rbin update-rule --identifier RULE ' +
  `--resource-type EBS_SNAPSHOT --exclude-resource-tags ResourceTagKey=${RUN_TAG}`;

const snapshots = ({ foreign, stuck }: Tidied, kept: readonly string[]): AccountProblem[] => {
  const sorts: readonly (readonly [readonly string[], string, string])[] = [
    [
      foreign,
      `bear the tag ${RUN_TAG} and were not made by a scan`,
      'They are left as they are. Look at who tagged them, and take the tag away.',
    ],
    [
      stuck,
      'of scans cannot be deleted',
      'EC2 refuses it; the next hour tries again. See the log of the function.',
    ],
    [kept, 'of scans are kept by a rule of the Recycle Bin', KEEP_OUT],
  ];
  const found = sorts.filter(([ids]) => ids.length > 0);
  if (found.length === 0) return [];
  return [
    {
      template: 'workload-snapshots',
      violating: found
        .map(([ids, what]) => `${counted(ids.length, 'snapshot')} that ${what}: ${named(ids)}`)
        .join('; '),
      error: found.map(([, , next]) => next).join(' '),
    },
  ];
};

/** No advisories at all are what a new deployment begins with: each instance says so itself. */
const data = (current: Current | undefined, maxHours: number, now: number): AccountProblem[] => {
  if (!current || now - Date.parse(current.fetchedAt) <= maxHours * HOUR_MS) return [];
  return [
    {
      template: 'workload-data',
      violating: `advisories of ${current.fetchedAt}`,
      error:
        'Their daily fetching fails. See why in the log of the function that fetches them, and whether it may reach the Internet or the mirror.',
    },
  ];
};

/** Rules and lists of the users' that scans could not use. */
const rules = (refused: readonly Refused[]): AccountProblem[] => {
  if (refused.length === 0) return [];
  const why = refused
    .slice(0, MOST_NAMED)
    .map((each) => `${each.name}: ${each.why.replaceAll(/\s+/g, ' ').slice(0, MOST_WORDS)}`);
  return [
    {
      template: 'workload-rules',
      violating: `${counted(refused.length, 'file')} of rules: ${named(refused.map(({ name }) => name))}`,
      error: `Mend them in the folder rules/ of the bucket; the rest was used. ${why.join('; ')}`,
    },
  ];
};

/** Books what scans have to say of the account as a whole. */
export const tellAccount = async (connected: Connected, tidied: Tidied): Promise<void> => {
  const { ec2, books, settings, current } = connected;
  const { ledger, place, clock, policy, version } = books;
  const bin = await binnedSnapshots(ec2);
  const problems = [
    ...snapshots(tidied, 'kept' in bin ? bin.kept : []),
    ...data(await current(), settings.dataMaxAgeHours, clock.now()),
    ...rules(settings.threats === 'off' ? [] : await connected.refusedRules()),
  ];
  const latest = await ledger.latest(accountArn(place));
  const writer = { place, version, now: clock.now(), keepDays: policy.retention.ledgerDays };
  const record = accountRecord({ problems, unknown: ['sweep', 'trail'] }, latest, writer);
  // Whoever was faster has said something; the next hour says the rest.
  if (record) await ledger.append(record);
};
