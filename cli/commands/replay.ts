import type { Command } from 'commander';
import { type DeployedOption, policySource, withDeployed } from '../deployed-policy.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Options } from '../options.ts';
import { type Site, sitesOf } from '../places.ts';
import { type Applied, createApply } from '../replay/apply.ts';
import { type Recorded, readEvents, type Unread } from '../replay/read-events.ts';
import { createReplay } from '../replay/replay.ts';
import { appliedText, replayText } from '../replay/text.ts';
import { deployed } from '../stack.ts';
import { aroundOf } from '../sweep/look.ts';
import { isViolating } from '../sweep/text.ts';
import { complain, counter, print } from '../terminal.ts';

interface ReplayOptions extends DeployedOption {
  readonly apply?: true;
}

const MOST_COMPLAINTS = 5;

/** Does something with each event, and counts them on a terminal. Answers with what could not be read. */
const each = async (
  path: string,
  work: (recorded: Recorded) => Promise<void>,
): Promise<readonly Unread[]> => {
  const { count, end } = counter('Replay', 'events');
  const unread: Unread[] = [];
  let events = 0;
  for await (const found of readEvents(path)) {
    if ('unread' in found) {
      unread.push(found);
      continue;
    }
    await work(found);
    events += 1;
    count(events);
  }
  end();
  for (const { unread: why } of unread.slice(0, MOST_COMPLAINTS)) complain(`Left out: ${why}`);
  if (unread.length > MOST_COMPLAINTS) complain(`… and ${unread.length - MOST_COMPLAINTS} more files.`);
  return unread;
};

const judge = async (path: string, site: Site, given: ReplayOptions, options: Options): Promise<ExitCode> => {
  const { add, end } = createReplay(site, await aroundOf(policySource(given, options), site));
  const unread = await each(path, add);
  const replay = await end();
  const errors = replay.events.flatMap(({ from, error }) =>
    error === undefined ? [] : [`${from}: ${error}`],
  );
  for (const error of errors.slice(0, MOST_COMPLAINTS)) complain(error);
  print(options.json ?? false, { ...replay, unread }, () => replayText(replay));
  if (errors.length > 0) return EXIT.aws;
  if (replay.open.some(isViolating)) return EXIT.violations;
  return unread.length > 0 ? EXIT.usage : EXIT.fine;
};

const apply = async (
  path: string,
  { connection }: Site,
  _: ReplayOptions,
  options: Options,
): Promise<ExitCode> => {
  const hand = createApply(await deployed(connection), connection);
  const applied: Applied[] = [];
  const unread = await each(path, async (recorded) => void applied.push(...(await hand(recorded))));
  print(options.json ?? false, applied, () => appliedText(applied));
  if (applied.some(({ error }) => error !== undefined)) return EXIT.aws;
  return unread.length > 0 ? EXIT.usage : EXIT.fine;
};

export const configure = (command: Command): Command =>
  withDeployed(command)
    .argument(
      '<path>',
      'a file or folder of recorded CloudTrail events, gzipped or not, or - for standard input',
    )
    .option('--apply', 'hand the events to the deployed functions, which close what they find')
    .addHelpText(
      'before',
      'Example: npx --no -- drawbridge replay 123456789012_CloudTrail_eu-central-1.json.gz\n',
    )
    .action(async (path: string, given: ReplayOptions, { parent }: Command) => {
      const options = parent?.opts<Options>() ?? {};
      const [site] = await sitesOf({});
      if (site) process.exitCode = await (given.apply ? apply : judge)(path, site, given, options);
    });
