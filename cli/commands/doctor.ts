import type { Command } from 'commander';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import { counted } from '../../lambdas/core/base/text.ts';
import { type Check, type CheckResult, check, fail, type Health, ok, warn } from '../doctor/check.ts';
import { checkLastEvent, checkRules, checkTrail, functionArn, rulesOf } from '../doctor/events.ts';
import {
  checkDeadLetters,
  checkFunctions,
  checkLastSweep,
  checkSchedule,
  checkSecurityHub,
  checkStop,
} from '../doctor/parts.ts';
import { checkAdvisories, checkLastRun, checkSnapshots } from '../doctor/workloads.ts';
import { type HostReport, isFine } from '../egress/check.ts';
import { checkWhereNamed } from '../egress/needed.ts';
import { EXIT, type ExitCode, UsageError } from '../exit.ts';
import { JUDGED_TYPES } from '../judging/resource-types.ts';
import { type Options, policyInForce } from '../options.ts';
import { type Site, sitesOf } from '../places.ts';
import { differs } from '../policy-differs.ts';
import { type Deployed, deployed, fixerOutput } from '../stack.ts';
import { paint, print } from '../terminal.ts';

const EVENT_SOURCES = JUDGED_TYPES.flatMap(({ eventSources }) => eventSources);

const ending = (outputs: Deployed['outputs'], end: string): readonly string[] =>
  [...outputs].filter(([key]) => key.endsWith(end)).map(([, value]) => value);

/** What can be checked of a deployment only. */
const ofDeployment = async ({ connection }: Site, stack: Deployed, everyHours: number): Promise<Check[]> => {
  const { outputs, place, ledger } = stack;
  const now = Date.now();
  const machine = outputs.get('SweepStateMachineArn') ?? '';
  const fixers = JUDGED_TYPES.flatMap(({ name }) => outputs.get(fixerOutput(name)) ?? []).map((name) =>
    functionArn(place, name),
  );
  const rules = rulesOf(connection, [...fixers, machine]);
  return Promise.all([
    check('Rules', async () => checkRules(await rules, [...fixers, machine])),
    check('Last event', async () => {
      const waking = [...(await rules)].filter(([, { target }]) => target !== machine);
      return checkLastEvent(
        connection,
        waking.map(([name]) => name),
        now,
      );
    }),
    check('Functions', () => checkFunctions(connection, ending(outputs, 'FunctionName'))),
    check('Dead letters', () => checkDeadLetters(connection, outputs.get('DeadLetterQueueUrl') ?? '')),
    check('Emergency stop', () => checkStop(connection, outputs.get('ExceptionsTableName') ?? '', now)),
    check('Schedule', () => checkSchedule(connection, outputs.get('SweepScheduleName'))),
    check('Last sweep', () => checkLastSweep(connection, { ledger, machine, now, everyHours })),
  ]);
};

/** What can be checked where instances are looked into. */
const ofWorkloads = ({ connection }: Site, { outputs }: Deployed, maxHours: number): Promise<Check[]> => {
  const machine = outputs.get('WorkloadsStateMachineArn');
  const bucket = outputs.get('WorkloadsBucketName');
  if (!machine || !bucket) return Promise.resolve([]);
  const now = Date.now();
  return Promise.all([
    check('Last scans', () => checkLastRun(connection, machine)),
    check('Advisories', () => checkAdvisories(connection, bucket, { now, maxHours })),
    check('Snapshots of scans', () => checkSnapshots(connection, now)),
  ]);
};

const checkPolicy = (stack: Deployed, policy: Policy): CheckResult =>
  differs(stack, policy)
    ? warn(
        'another one is deployed than the file here says',
        'Deploy this one with npx cdk deploy, or name the file that is deployed with --policy.',
      )
    : ok('the file here is what is deployed');

const stackOf = async ({ connection }: Site): Promise<Deployed | string> => {
  try {
    return await deployed(connection);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
};

const MARKS = {
  ok: ['✓', 'green'],
  warn: ['!', 'yellow'],
  fail: ['✗', 'red'],
  unknown: ['?', 'yellow'],
} as const satisfies Record<Health, readonly [string, string]>;

const textOf = (checks: readonly Check[]): string =>
  checks
    .flatMap(({ name, verdict, says, advice }) => {
      const [mark, colour] = MARKS[verdict];
      return [`${paint(colour, mark)} ${name}: ${says}`, ...(advice ? [`    ${advice}`] : [])];
    })
    .join('\n');

const exitCode = (checks: readonly Check[]): ExitCode => {
  const verdicts = new Set(checks.map(({ verdict }) => verdict));
  if (verdicts.has('fail')) return EXIT.violations;
  return verdicts.has('unknown') ? EXIT.aws : EXIT.fine;
};

/** Where a proxy or a bundle is named, whether all hosts can be reached by it. */
const ofEgress = (reports: readonly HostReport[] | undefined): readonly Check[] => {
  if (!reports) return [];
  const bad = reports.filter((report) => !isFine(report));
  const result = bad[0]
    ? fail(
        bad.map(({ host, verdict }) => `${host} is ${verdict}`).join(', '),
        `${bad[0].next} See all: npx --no -- drawbridge egress check`,
      )
    : ok(`${counted(reports.length, 'host')} can be reached`);
  return [{ name: 'Egress', ...result }];
};

/** Whether the caller's own account could not even be asked for: STS, or the one endpoint that stands for all of AWS. */
const isCutOff = (reports: readonly HostReport[] = []): boolean =>
  reports.some((report) => (reports.length === 1 || /^sts[.-]/.test(report.host)) && !isFine(report));

const examine = async (site: Site, policy: Policy): Promise<readonly Check[]> => {
  const { connection, place } = site;
  const { sweep, workloads } = policy;
  const stack = await stackOf(site);
  const found =
    typeof stack === 'string'
      ? fail('there is none in this account and region', stack)
      : ok(`stack Drawbridge in account ${place.account}, ${place.region}`);
  return [
    await check('Deployment', async () => found),
    await check('Trail', () => checkTrail(connection, place.region, EVENT_SOURCES)),
    await check('Security Hub', () => checkSecurityHub(connection)),
    ...(typeof stack === 'string'
      ? []
      : [
          await check('Policy', async () => checkPolicy(stack, policy)),
          ...(await ofDeployment(site, stack, sweep.everyHours)),
          ...(await ofWorkloads(site, stack, workloads?.dataMaxAgeHours ?? 48)),
        ]),
  ];
};

export const configure = (command: Command): Command =>
  command
    .addHelpText('before', 'Example: npx --no -- drawbridge doctor --region eu-central-1\n')
    .action(async (_: object, { parent }: Command) => {
      const options = parent?.opts<Options>() ?? {};
      const policy = policyInForce(options);
      const reports = await checkWhereNamed(options);
      const egress = ofEgress(reports);
      const [site] = isCutOff(reports) ? [] : await sitesOf({});
      const checks = [...egress, ...(site ? await examine(site, policy) : [])];
      print(options.json ?? false, checks, () => textOf(checks));
      process.exitCode = exitCode(checks);
    });
