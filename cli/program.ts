import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands.ts';
import { EXIT, type ExitCode, RefusedError, UsageError } from './exit.ts';
import { withOptions } from './options.ts';
import { complain } from './terminal.ts';
import { VERSION } from './version.ts';

const program = withOptions(new Command('drawbridge'))
  .usage('<command> [options]')
  .version(VERSION, '--version', 'print the version')
  .helpOption('--help', 'show what a command does and takes')
  .helpCommand('help [command]', 'show what a command does and takes')
  .addHelpText('before', 'Example: npx --no -- drawbridge templates\n')
  .configureHelp({ showGlobalOptions: true, sortSubcommands: true })
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) })
  .exitOverride();

for (const [name, { summary }] of Object.entries(COMMANDS))
  program.command(name).summary(summary).description(`${name}: ${summary}`).copyInheritedSettings(program);

program.hook('preSubcommand', async (_, command) => {
  const { configure } = (await COMMANDS[command.name()]?.load()) ?? {};
  configure?.(command, COMMANDS);
});

const isFromAws = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  ('$metadata' in error || (error instanceof Error && /Credentials|Token/.test(error.name)));

/** Mistakes that libraries find before we do: how to know one, and what to do about it. */
const FORESEEN: readonly (readonly [RegExp, string])[] = [
  [/Region is missing/, 'Say --region, or set AWS_REGION or a region in the profile.'],
  [/Invalid URL/, 'AWS_ENDPOINT_URL, or the endpoint of the profile, is no URL.'],
  [/^EISDIR/, 'A file is wanted there, and it is a folder.'],
  [/^(EACCES|ENOENT|ENOTDIR)/, 'Check the path, and whether you may read it.'],
  [
    /compression method|incorrect (header|data) check|unexpected end of file/,
    'The file is no whole gzip file.',
  ],
];

/** What nobody has foreseen: AWS's own words, or a mistake of ours. */
const unforeseen = (error: unknown): ExitCode => {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const [, advice] = FORESEEN.find(([words]) => words.test(message)) ?? [];
  complain(`${name}: ${message}`);
  complain(
    advice ??
      (isFromAws(error)
        ? 'AWS refused or failed. Check --profile, --region and what that identity may do, then try again.'
        : 'This is a mistake in Drawbridge. Run it again with DEBUG=1 and report what it prints.'),
  );
  if (process.env['DEBUG']) complain(stack);
  return advice ? EXIT.usage : EXIT.aws;
};

/** What is wrong on the way to AWS, where that is why a command failed: the SDK's own words name the wrong cause. */
const unreached = async (): Promise<boolean> => {
  const { lastUnreached } = await import('./egress/handler.ts');
  const target = lastUnreached();
  if (!target) return false;
  const { diagnosed } = await import('./egress/check.ts');
  const report = await diagnosed(target);
  if (!report) return false;
  complain(`${report.host}: ${report.verdict}: ${report.says}`);
  complain(report.next);
  return true;
};

/** Says what happened, and what to do next. */
const fail = async (error: unknown): Promise<ExitCode> => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (!(error instanceof UsageError) && (await unreached())) return EXIT.aws;
  if (!(error instanceof UsageError || error instanceof RefusedError)) return unforeseen(error);
  complain(error.message);
  return error instanceof UsageError ? EXIT.usage : EXIT.aws;
};

// Whoever reads on, as `head` does, may stop reading.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? EXIT.fine);
  });

const given = process.argv.slice(2);
const args = given[0] === 'help' && given[1] ? [given[1], '--help'] : given;

try {
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = await fail(error);
}
