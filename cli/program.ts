import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, RefusedError, UsageError } from './exit.ts';
import { withOptions } from './options.ts';
import { complain } from './terminal.ts';

interface Entry {
  readonly summary: string;
  /** Loaded only when the command is run: most need a part of the SDK that the others do not. */
  load(): Promise<{ configure(command: Command): Command }>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  allow: {
    summary: 'leave a violation alone for a while',
    load: () => import('./commands/allow.ts'),
  },
  check: {
    summary: 'check a policy file, and name every mistake',
    load: () => import('./commands/check.ts'),
  },
  exceptions: {
    summary: 'list what is left alone for a while, or end it early',
    load: () => import('./commands/exceptions.ts'),
  },
  doctor: {
    summary: 'check whether events come, functions answer and sweeps run',
    load: () => import('./commands/doctor.ts'),
  },
  egress: {
    summary: 'find out what stands between you and AWS, and what to do about it',
    load: () => import('./commands/egress.ts'),
  },
  explain: {
    summary: 'tell what Drawbridge thinks of a resource now, and what it would do',
    load: () => import('./commands/explain.ts'),
  },
  history: {
    summary: 'show what was found and done',
    load: () => import('./commands/history.ts'),
  },
  replay: {
    summary: 'judge recorded CloudTrail events by what is there now',
    load: () => import('./commands/replay.ts'),
  },
  report: {
    summary: 'write what is open, closed and left alone as one HTML page',
    load: () => import('./commands/report.ts'),
  },
  resume: {
    summary: 'end the emergency stop',
    load: () => import('./commands/resume.ts'),
  },
  stop: {
    summary: 'change nothing anywhere for a while, only report: the emergency stop',
    load: () => import('./commands/stop.ts'),
  },
  sweep: {
    summary: 'look at everything that is there, and show what is open',
    load: () => import('./commands/sweep.ts'),
  },
  templates: {
    summary: 'list the templates, and the mode that is in force for each',
    load: () => import('./commands/templates.ts'),
  },
  undo: {
    summary: 'put back what a remediation removed, and leave it alone for a while',
    load: () => import('./commands/undo.ts'),
  },
  workloads: {
    summary: 'tell what is installed on disks, and what is known to be wrong with it',
    load: () => import('./commands/workloads.ts'),
  },
};

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = withOptions(new Command('drawbridge'))
  .usage('<command> [options]')
  .version(version, '--version', 'print the version')
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
  configure?.(command);
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
