import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { parse } from '@aws-sdk/util-arn-parser';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { createExceptions } from '../../lambdas/adapters/exceptions.ts';
import { createLedger } from '../../lambdas/adapters/ledger.ts';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import type { Place } from '../../lambdas/core/base/resource-type.ts';
import { type DeployedOption, policySource, withDeployed } from '../deployed-policy.ts';
import { EXIT, type ExitCode, UsageError } from '../exit.ts';
import { explainAll } from '../explain/subjects.ts';
import { explanationText } from '../explain/text.ts';
import type { Around } from '../judging/resource-types.ts';
import type { Options } from '../options.ts';
import { complainWhereOther } from '../policy-differs.ts';
import { NAMEABLE } from '../resource.ts';
import { deployed } from '../stack.ts';
import { complain, print } from '../terminal.ts';
import { explainInstance, hasOpen, instanceText } from '../workloads/explain-instance.ts';

/** Where the caller is, for accounts without a deployment. */
const here = async (): Promise<Place> => {
  const client = new STSClient(awsHttp());
  const { Arn = '', Account = '' } = await client.send(new GetCallerIdentityCommand());
  return { partition: parse(Arn).partition, account: Account, region: await client.config.region() };
};

const clock = { now: Date.now, sleep: async () => {} };

/** With a deployment its ledger and exceptions count as well; without one the policy alone. */
const aroundOf = async (policy: Policy): Promise<Around> => {
  const stack = await deployed().catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    complain(`${error.message} Explained by the policy file alone, without exceptions and history.`);
    return undefined;
  });
  const version = 'explain';
  if (!stack) {
    const ledger = { latest: async () => undefined, append: no, replace: no, refuse: async () => {} };
    return { policy, place: await here(), ledger, exceptions: { of: async () => [] }, clock, version };
  }
  complainWhereOther(stack, policy);
  const dynamodb = new DynamoDBClient(awsHttp());
  return {
    policy,
    place: stack.place,
    ledger: createLedger(dynamodb, stack.ledger, stack.place),
    exceptions: createExceptions(dynamodb, stack.exceptions),
    clock,
    version,
  };
};

const no = async (): Promise<undefined> => undefined;

/** An instance is explained by its last scan: its disks are not read for it. */
const runInstance = async (resource: string, { json }: Options): Promise<ExitCode> => {
  const explained = await explainInstance(resource);
  print(json ?? false, explained, () => instanceText(explained, Date.now()));
  return hasOpen(explained) ? EXIT.violations : EXIT.fine;
};

const isInstance = (resource: string): boolean => /^(arn:[^:]+:ec2:[^:]*:\d*:instance\/)?i-/.test(resource);

const run = async (resource: string, given: DeployedOption, options: Options): Promise<ExitCode> => {
  if (isInstance(resource)) return runInstance(resource, options);
  const around = await aroundOf(await policySource(given, options)());
  const found = await explainAll(resource, around);
  if (found.length === 0)
    throw new UsageError(
      `There is no ${resource} in account ${around.place.account}, ${around.place.region}. Name ${NAMEABLE} by id, name or ARN; mind --region and --profile.`,
    );
  print(options.json ?? false, found, () => found.map(explanationText).join('\n\n'));
  const violated = found.some(({ parts }) => parts.some(({ violates }) => violates.length > 0));
  return violated ? EXIT.violations : EXIT.fine;
};

export const configure = (command: Command): Command =>
  withDeployed(command)
    .argument('<resource>', `${NAMEABLE}: its id, name or ARN`)
    .addHelpText('before', 'Example: npx --no -- drawbridge explain sg-0123456789abcdef0\n')
    .action(async (resource: string, given: DeployedOption, { parent }: Command) => {
      process.exitCode = await run(resource, given, parent?.opts<Options>() ?? {});
    });
