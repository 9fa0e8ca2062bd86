import { Argument, type Command } from 'commander';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';
import { INSTANCE_TEMPLATES } from '../../lambdas/workloads/instance/templates.ts';
import { type Completed, completionFor, SHELLS, type Shell } from '../completion.ts';
import type { Commands } from '../entry.ts';
import { printText } from '../terminal.ts';

const longOf = (command: Command): readonly string[] => command.options.flatMap(({ long }) => long ?? []);

/** Each command is configured on a program of its own: this one knows but the names of the others. */
const describe = async (program: Command, all: Commands): Promise<readonly Completed[]> => {
  const shared = ['--help', ...longOf(program).filter((long) => long !== '--version')];
  return Promise.all(
    Object.entries(all).map(async ([name, { summary, load }]) => {
      const command = (await load()).configure(program.createCommand(name), all);
      return { name, summary, options: [...longOf(command), ...shared] };
    }),
  );
};

export const configure = (command: Command, commands: Commands): Command =>
  command
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
    .addHelpText(
      'before',
      "Example: alias drawbridge='npx --no -- drawbridge'; source <(drawbridge completion bash)\n",
    )
    .action(async (shell: Shell, _: object, { parent }: Command) => {
      if (!parent) return;
      const templates = RESOURCE_TYPES.flatMap(({ type }) => type.templates.map(({ id }) => id));
      const all = [...templates, ...INSTANCE_TEMPLATES.map(({ id }) => id)];
      printText(completionFor(shell, await describe(parent, commands), all));
    });
