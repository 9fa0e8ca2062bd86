import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import { isOpen, type LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { confirm } from '../ask.ts';
import { approve, takeBack } from '../exceptions.ts';
import { EXIT, type ExitCode, RefusedError, UsageError } from '../exit.ts';
import { type FixPlan, JUDGED_TYPES } from '../judging/resource-types.ts';
import { logOf } from '../ledger.ts';
import { type Options, policyInForce } from '../options.ts';
import { arnOfTemplate } from '../resource.ts';
import { type Deployed, deployed } from '../stack.ts';
import { complain, paint, print, printable } from '../terminal.ts';

interface FixOptions {
  readonly template: string;
  readonly yes?: true;
}

const NEXT = 'npx --no -- drawbridge explain';

/** Keys of the parts that the newest record reports as open. Throws a UsageError where it reports nothing to approve. */
const reported = (
  latest: LedgerRecord | undefined,
  resource: string,
  template: string,
): readonly string[] => {
  const state = latest?.findings[template];
  if (latest?.state === 'STARTED')
    throw new UsageError(`A function is at ${resource} now. Try again in a moment.`);
  if (!state || !isOpen(state.status))
    throw new UsageError(
      `There is no open finding of ${template} about ${resource}: ${state ? `its last word is ${state.status}` : 'it was never reported'}. Look at it: ${NEXT} ${resource}`,
    );
  if (state.status === 'EXCLUDED')
    throw new UsageError(
      `${template} leaves ${resource} alone: ${state.exclusion?.reason ?? 'an exclusion says so'}. End that first: npx --no -- drawbridge exceptions`,
    );
  return state.keys;
};

const planOf = async (
  resource: string,
  template: string,
  deployment: Deployed,
  policy: Policy,
): Promise<FixPlan> => {
  const { place, ledger } = deployment;
  const log = await logOf(new DynamoDBClient(awsHttp()), ledger, resource);
  const keys = reported(log.at(-1), resource, template);
  const type = JUDGED_TYPES.find(({ owns }) => owns(resource, place));
  const plan = await type?.fix(resource, { template, keys }, { policy, place });
  if (!plan || plan.parts.length === 0)
    throw new UsageError(
      `What was reported of ${resource} under ${template} is not there any more: somebody has closed it, and a finding says so soon.`,
    );
  return plan;
};

/** The approval comes first, so that the function which the call wakes finds it; it goes again where nothing was closed. */
const carryOut = async (plan: FixPlan, resource: string, template: string, { exceptions }: Deployed) => {
  const client = new DynamoDBClient(awsHttp());
  const keys = plan.parts.map(({ key }) => key);
  const approval = await approve(client, exceptions, { resource, approves: template, keys });
  const fixed = await plan.carryOut().catch(async (error: unknown) => {
    await takeBack(client, exceptions, [approval]);
    throw error;
  });
  if (fixed.closed.length === 0) {
    await takeBack(client, exceptions, [approval]);
    throw new RefusedError(
      `Nothing of ${resource} was closed: your own rights have to allow it. ${fixed.error ?? ''}`.trim(),
    );
  }
  return { ...fixed, approval };
};

const run = async (name: string, { template, yes }: FixOptions, options: Options): Promise<ExitCode> => {
  const deployment = await deployed();
  const policy = policyInForce(options);
  const resource = arnOfTemplate(name, template, policy, deployment.place);
  const plan = await planOf(resource, template, deployment, policy);
  const lines = plan.parts.map(({ text }) => paint('red', `  - ${printable(text)}`, process.stderr));
  complain([resource, ...lines, `Everything else stays: ${plan.kept}.`].join('\n'));
  if (!yes && !(await confirm('Close it?'))) {
    complain('Nothing was changed.');
    return EXIT.violations;
  }
  const { closed, left, error, approval } = await carryOut(plan, resource, template, deployment);
  const document = { resource, template, closed, left, ...(error && { error }), approval: approval.id };
  print(options.json ?? false, document, () =>
    [
      `${closed.length} closed, ${left.length} left.`,
      ...(error ? [error] : []),
      'A finding says so in a moment, with the remediation that undo takes.',
    ].join('\n'),
  );
  return left.length > 0 ? EXIT.aws : EXIT.fine;
};

export const configure = (command: Command): Command =>
  command
    .argument('<resource>', 'id or ARN')
    .requiredOption('--template <id>', 'the template whose finding is approved')
    .option('--yes', 'do not ask')
    .addHelpText(
      'before',
      'Example: npx --no -- drawbridge fix sg-0123456789abcdef0 --template unrestricted-ssh-access\n',
    )
    .action(async (name: string, given: FixOptions, { parent }: Command) => {
      process.exitCode = await run(name, given, parent?.opts<Options>() ?? {});
    });
