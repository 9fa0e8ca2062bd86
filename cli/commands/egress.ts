import { type Command, Option } from 'commander';
import { buildBundle, checkBundle } from '../egress/bundle.ts';
import { defaultBundle } from '../egress/bundle-lines.ts';
import { builtText, bundleReport, checkedText } from '../egress/bundle-text.ts';
import { checkHosts, isFine, targetOf } from '../egress/check.ts';
import { checkText } from '../egress/check-text.ts';
import { accountHosts, endpointsOf } from '../egress/endpoints.ts';
import { FORMATS } from '../egress/endpoints-text.ts';
import { readLog } from '../egress/log/read.ts';
import { logText } from '../egress/log/text.ts';
import { logTime } from '../egress/log/when.ts';
import { profileInForce, regionInForce } from '../egress/profile.ts';
import { EXIT, UsageError } from '../exit.ts';
import { type Options, policyInForce } from '../options.ts';
import { accountOf } from '../places.ts';
import { complain, print } from '../terminal.ts';

interface BundleOptions extends Options {
  readonly output: string;
  readonly add: readonly string[];
  readonly check?: true;
}

const bundle = ({ output, add, check, json }: BundleOptions): void => {
  const made = check ? checkBundle(output, add) : buildBundle(output, add);
  const report = bundleReport(made, add[0]);
  if (!json && !check) for (const note of made.notes) complain(note);
  print(json ?? false, report, () => (check ? checkedText(report) : builtText(report)));
  process.exitCode = report.ok ? EXIT.fine : EXIT.violations;
};

interface EndpointsOptions extends Options {
  readonly account?: string;
  readonly format: string;
}

/** Every host that is needed, or the one that stands for all of AWS. */
const neededHosts = async (options: Options): Promise<readonly string[]> => {
  const instead = process.env['AWS_ENDPOINT_URL'];
  if (instead) return [instead];
  const [region, { signIn }] = [await regionInForce(), await profileInForce()];
  const found = await endpointsOf({
    region,
    account: process.env['AWS_ACCOUNT_ID'],
    policy: policyInForce(options),
    signIn,
  });
  return found.map(({ host }) => host);
};

const check = async (hosts: readonly string[], options: Options): Promise<void> => {
  const targets = (hosts.length > 0 ? hosts : await neededHosts(options)).map(targetOf);
  const reports = await checkHosts(targets, undefined);
  print(options.json ?? false, reports, () => checkText(reports));
  process.exitCode = reports.every(isFine) ? EXIT.fine : EXIT.violations;
};

const endpoints = async (options: EndpointsOptions): Promise<void> => {
  const policy = policyInForce(options);
  const region = await regionInForce();
  if (options.account !== undefined && !/^\d{12}$/.test(options.account))
    throw new UsageError(`--account ${options.account} is no account id. Write 12 digits.`);
  const account = options.account ?? (await accountOf());
  const { signIn } = await profileInForce();
  const found = await endpointsOf({ region, account, policy, signIn });
  if (account === undefined)
    complain(
      `Nobody could be asked for the account's id, so these are missing: ${accountHosts(region).join(', ')}. Say --account 123456789012.`,
    );
  const format = options.json ? 'json' : options.format;
  print(format === 'json', found, () => FORMATS[format]?.(found) ?? '');
};

interface ReadOptions extends Options {
  readonly since?: string;
  readonly until?: string;
  readonly process?: string;
}

const log = async (file: string, { since, until, process, json }: ReadOptions): Promise<void> => {
  const { hosts, notes } = await readLog(file, {
    since: since === undefined ? undefined : logTime('--since', since),
    until: until === undefined ? undefined : logTime('--until', until),
    process,
  });
  for (const note of notes) complain(note);
  print(json ?? false, hosts, () => logText(hosts));
};

export const configure = (command: Command): Command => {
  command
    .command('check')
    .copyInheritedSettings(command)
    .summary('say what stands between you and each host')
    .description(
      'check: say for each host who signs, which bundle is in force, and what to do; all that are needed, or those named',
    )
    .argument('[host...]', 'a name, with a port where it is not 443')
    .addHelpText(
      'before',
      'Example: npx --no -- drawbridge egress check sts.eu-west-1.amazonaws.com --proxy http://proxy.example.com:3128\n',
    )
    .action((hosts: readonly string[], _: object, own: Command) =>
      check(hosts, own.optsWithGlobals<Options>()),
    );
  command
    .command('bundle')
    .copyInheritedSettings(command)
    .summary('build the bundle of authorities that every tool trusts')
    .description("bundle: build one file of the public roots, the system's store and your company's root")
    .option('--output <file>', 'where to write it', defaultBundle())
    .option('--add <file...>', "your company's root, as PEM or DER", [])
    .option('--check', 'only say whether the file is whole, safe and up to date')
    .addHelpText('before', 'Example: npx --no -- drawbridge egress bundle --add company-root.pem\n')
    .action((_: object, own: Command) => bundle(own.optsWithGlobals<BundleOptions>()));
  command
    .command('log')
    .copyInheritedSettings(command)
    .summary("find the culprit in a proxy's log")
    .description(
      "log: find the hosts that fail behind the inspection in the Netskope client's nsdebuglog.log, or in Squid's access.log",
    )
    .argument('<file>', 'the log, the zip that the client saves, or - for standard input')
    .option('--since <time>', 'only from then on: "2026/03/02 09:14:05" as in the log, or 15m')
    .option('--until <time>', 'only until then')
    .option('--process <name>', 'only of processes whose names contain this')
    .addHelpText(
      'before',
      'Example: npx --no -- drawbridge egress log nsdebuglog.log --since "2026/03/02 09:14:00"\n',
    )
    .action((file: string, _: object, own: Command) => log(file, own.optsWithGlobals<ReadOptions>()));
  command
    .command('endpoints')
    .copyInheritedSettings(command)
    .summary('list the exact hosts that are needed')
    .description('endpoints: list the exact hosts that deployment, functions and command line need, port 443')
    .option('--account <id>', 'the account, instead of the one that the credentials are of')
    .addOption(
      new Option('--format <format>', 'how to print them')
        .choices(['json', ...Object.keys(FORMATS)])
        .default('text'),
    )
    .addHelpText(
      'before',
      'Example: npx --no -- drawbridge egress endpoints --region eu-west-1 --format squid\n',
    )
    .action((_: object, own: Command) => endpoints(own.optsWithGlobals<EndpointsOptions>()));
  return command;
};
