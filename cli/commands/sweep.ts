import { type Command, InvalidArgumentError } from 'commander';
import { EXIT, type ExitCode } from '../exit.ts';
import { type Options, policyInForce } from '../options.ts';
import { type Site, sitesOf, type Wanted } from '../places.ts';
import { lookAll } from '../sweep/look.ts';
import { type Swept, sweepDeployed } from '../sweep/machine.ts';
import { sweptText } from '../sweep/swept-text.ts';
import { isViolating, surveyText, unreadText } from '../sweep/text.ts';
import { complain, print, progressBar } from '../terminal.ts';

interface SweepOptions extends Wanted {
  readonly apply?: true;
  readonly max?: number;
}

const look = async (sites: readonly Site[], options: Options): Promise<ExitCode> => {
  const policy = policyInForce(options);
  const start = Date.now();
  const survey = await lookAll(sites, policy, progressBar());
  const seconds = (Date.now() - start) / 1000;
  const unread = unreadText(survey);
  if (unread) complain(unread);
  print(options.json ?? false, survey, () => surveyText(survey, sites.length, seconds));
  if (survey.unread.length > 0) return EXIT.aws;
  return survey.open.some(isViolating) ? EXIT.violations : EXIT.fine;
};

/** Whoever says --apply has seen what will be closed: no first sweep need tell beforehand. */
const apply = async (
  sites: readonly Site[],
  max: number | undefined,
  options: Options,
): Promise<ExitCode> => {
  const bar = progressBar();
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
  print(options.json ?? false, swept, () => sweptText(swept));
  if (swept.some(({ failures }) => failures.length > 0)) return EXIT.aws;
  return swept.some(({ tally }) => tally.failed + tally.notified > 0) ? EXIT.violations : EXIT.fine;
};

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
};

export const configure = (command: Command): Command =>
  command
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
      const sites = await sitesOf(given);
      process.exitCode = await (given.apply ? apply(sites, given.max, options) : look(sites, options));
    });
