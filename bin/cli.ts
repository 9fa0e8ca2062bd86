import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { EXIT, type ExitCode, UsageError } from './exit.ts';
import { withOptions } from './options.ts';
import { complain } from './output.ts';

interface Entry {
  readonly summary: string;
  /** Loaded only when the command is run: most need a part of the SDK that the others do not. */
  load(): Promise<{ configure(command: Command): Command }>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  check: {
    summary: 'check a policy file, and name every mistake',
    load: () => import('./commands/check.ts'),
  },
  templates: {
    summary: 'list the templates, and the mode that is in force for each',
    load: () => import('./commands/templates.ts'),
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
  .addHelpText('before', 'Example: npx --no drawbridge templates\n')
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

/** Says what happened, and what to do next. */
const fail = (error: unknown): ExitCode => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof UsageError) {
    complain(error.message);
    return EXIT.usage;
  }
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  complain(`${name}: ${message}`);
  if (isFromAws(error))
    complain(
      'AWS refused or failed. Check --profile, --region and what that identity may do, then try again.',
    );
  else complain('This is a mistake in Drawbridge. Run it again with DEBUG=1 and report what it prints.');
  if (process.env['DEBUG'] && error instanceof Error) complain(error.stack ?? '');
  return EXIT.aws;
};

const given = process.argv.slice(2);
const args = given[0] === 'help' && given[1] ? [given[1], '--help'] : given;

try {
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = fail(error);
}
