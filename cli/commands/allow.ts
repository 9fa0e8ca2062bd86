import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import ipaddr from 'ipaddr.js';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { reasonFor } from '../ask.ts';
import { grant } from '../exceptions.ts';
import { UsageError } from '../exit.ts';
import { type Options, policyInForce } from '../options.ts';
import { arnOfTemplate, type Sort, sortFor } from '../resource.ts';
import { deployed } from '../stack.ts';
import { print } from '../terminal.ts';
import { TIMES, untilOf } from '../when.ts';

interface AllowOptions {
  readonly template: string;
  readonly until: string;
  readonly reason?: string;
  readonly source?: string;
  readonly rule?: string;
  readonly path?: string;
  readonly hash?: string;
}

/** What narrows an exception of an instance. */
const NARROWED = ['rule', 'path', 'hash'] as const;

const checkSource = (source: string | undefined, { described: { type } }: Sort): void => {
  if (source === undefined) return;
  if (!type.addresses) throw new UsageError('--source is for security groups only. Leave it out.');
  if (!ipaddr.isValidCIDR(source))
    throw new UsageError(`--source ${source} is no CIDR. Write one such as 203.0.113.0/24.`);
};

const narrowing = (
  given: AllowOptions,
  { described: { type } }: Sort,
): Pick<AllowOptions, 'rule' | 'path' | 'hash'> => {
  const named = NARROWED.filter((key) => given[key] !== undefined);
  if (named.length > 0 && type.name !== 'ec2-instance')
    throw new UsageError(`--${named[0]} is for what scans find on instances only. Leave it out.`);
  return Object.fromEntries(named.map((key) => [key, given[key]]));
};

const run = async (name: string, given: AllowOptions, options: Options): Promise<void> => {
  const policy = policyInForce(options);
  const { template, source } = given;
  const sort = sortFor(template, policy);
  checkSource(source, sort);
  const narrowed = narrowing(given, sort);
  const until = untilOf(given.until, policy.exceptions.maxDays);
  const reason = await reasonFor(given.reason, 'Why is it left alone?');
  const { place, exceptions: table } = await deployed();
  const resource = arnOfTemplate(name, template, policy, place);
  const wish = { resource, template, until, reason, ...(source !== undefined && { source }), ...narrowed };
  const [exception] = await grant(new DynamoDBClient(awsHttp()), table, [wish]);
  print(options.json ?? false, exception, () =>
    [
      `${exception?.id}: ${template} leaves ${resource}${source ? ` alone for ${source}` : ' alone'} until ${until}.`,
      'It counts from the next change of the resource, or the next sweep, which announces it in a finding. It opens nothing by itself.',
      `To end it before: npx --no -- drawbridge exceptions end ${exception?.id}`,
    ].join('\n'),
  );
};

export const configure = (command: Command): Command =>
  command
    .argument('<resource>', 'id, name or ARN')
    .requiredOption('--template <id>', 'the template that is to leave it alone')
    .requiredOption('--until <time>', `when it is judged again: ${TIMES}`)
    .option('--reason <text>', 'why; it goes into the finding and the ledger')
    .option('--source <cidr>', 'only rows from there; security groups only')
    .option('--rule <id>', 'only what this rule has found; instances only')
    .option('--path <path>', 'only what lies there; instances only')
    .option('--hash <hash>', 'only the secret with this hash; instances only')
    .addHelpText(
      'before',
      'Example: npx --no -- drawbridge allow sg-0123456789abcdef0 --template unrestricted-ssh-access --until 24h --reason "bastion"\n',
    )
    .action(async (name: string, given: AllowOptions, { parent }: Command) => {
      await run(name, given, parent?.opts<Options>() ?? {});
    });
