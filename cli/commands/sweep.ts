import type { Command } from 'commander';
import { catalogueOf } from '../../lambdas/publisher/catalogue.ts';
import { type DeployedOption, policySource, withDeployed } from '../deployed-policy.ts';
import { EXIT, type ExitCode, UsageError } from '../exit.ts';
import { ofSurvey } from '../formats/finding-row.ts';
import { type FormatOption, isForeign, printFindings, withFormat } from '../formats/print-findings.ts';
import { type Options, wholeNumber } from '../options.ts';
import { type Site, sitesOf, type Wanted } from '../places.ts';
import { lookAll } from '../sweep/look.ts';
import { type Swept, sweepDeployed } from '../sweep/machine.ts';
import { sweptText } from '../sweep/swept-text.ts';
import { isViolating, surveyText, unreadText } from '../sweep/text.ts';
import { complain, print, progressBar } from '../terminal.ts';

interface SweepOptions extends Wanted, FormatOption, DeployedOption {
  readonly apply?: true;
  readonly max?: number;
}

const look = async (sites: readonly Site[], given: SweepOptions, options: Options): Promise<ExitCode> => {
  const policyOf = policySource(given, options);
  const policy = await policyOf(sites[0]?.connection);
  const start = Date.now();
  const survey = await lookAll(sites, policyOf, progressBar());
  const seconds = (Date.now() - start) / 1000;
  const unread = unreadText(survey);
  if (unread) complain(unread);
  const catalogue = catalogueOf(policy);
  printFindings(given, options, catalogue, {
    rows: () => ofSurvey(survey, catalogue, new Date().toISOString()),
    document: survey,
    text: () => surveyText(survey, sites.length, seconds),
  });
  if (survey.unread.length > 0) return EXIT.aws;
  return survey.open.some(isViolating) ? EXIT.violations : EXIT.fine;
};

/** Whoever says --apply has seen what will be closed: no first sweep need tell beforehand. */
const apply = async (sites: readonly Site[], given: SweepOptions, options: Options): Promise<ExitCode> => {
  const bar = progressBar();
  const { max } = given;
  const request = { first: 'remediate' as const, ...(max !== undefined && { max }) };
  const swept: Swept[] = [];
  for (const site of sites) {
    const where = `${site.place.account} ${site.place.region}`;
    swept.push(
      await sweepDeployed(site, request, ({ seen, closed, failed }) =>
        bar.show(
          swept.length,
          sites.length,
          `${seen} looked at, ${closed} closed, ${failed} failed · ${where}`,
        ),
      ),
    );
  }
  bar.end();
  print(given.format === 'json' || (options.json ?? false), swept, () => sweptText(swept));
  if (swept.some(({ failures }) => failures.length > 0)) return EXIT.aws;
  return swept.some(({ tally }) => tally.failed + tally.notified > 0) ? EXIT.violations : EXIT.fine;
};

export const configure = (command: Command): Command =>
  withDeployed(withFormat(command))
    .option('--accounts <ids>', 'account ids with commas between, instead of your own')
    .option('--role <name>', 'the role to assume in each of them')
    .option('--regions <names>', 'regions with commas between, or all; instead of your own')
    .option('--apply', 'let the deployed Drawbridge close what it finds')
    .option('--max <number>', 'with --apply: the most fixes, instead of what the policy says', wholeNumber)
    .addHelpText(
      'before',
      'Examples: npx --no -- drawbridge sweep --regions all\n          npx --no -- drawbridge sweep --apply --max 100\n',
    )
    .action(async (given: SweepOptions, { parent }: Command) => {
      const options = parent?.opts<Options>() ?? {};
      if (given.apply && isForeign(given))
        throw new UsageError('--format csv and ocsf list what is open; with --apply use --json.');
      const sites = await sitesOf(given);
      process.exitCode = await (given.apply ? apply(sites, given, options) : look(sites, given, options));
    });
