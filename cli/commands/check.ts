import type { Command } from 'commander';
import { modeOf, type Policy } from '../../lambdas/core/base/policy.ts';
import { counted } from '../../lambdas/core/base/text.ts';
import { CLOSING, heldBackText, type Loaded, loadPolicy } from '../../lib/policy/load.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Options } from '../options.ts';
import { complain, print } from '../terminal.ts';

const summary = (policy: Policy): string => {
  const ids = [...new Set([...CLOSING, ...policy.customTemplates].map(({ id }) => id))];
  const modes = (['remediate', 'notify', 'off'] as const).flatMap((mode) => {
    const those = ids.filter((id) => modeOf(policy, id) === mode).length;
    return those > 0 ? [`${those} ${mode}`] : [];
  });
  return `${counted(ids.length, 'template')} (${modes.join(', ')}), ${counted(policy.exclusions.length, 'exclusion')}`;
};

const verdict = ({ file, policy, errors }: Loaded): string => {
  if (!policy) return `${counted(errors.length, 'mistake')} in ${file ?? 'the policy'}`;
  return file === undefined
    ? `Without a policy file: ${summary(policy)}`
    : `${file} is fine: ${summary(policy)}`;
};

export const configure = (command: Command): Command =>
  command
    .argument('[file]', 'the policy file')
    .addHelpText('before', 'Example: npx --no -- drawbridge check policy.yaml\n')
    .action((file: string | undefined, _: object, { parent }: Command) => {
      const { json = false, policy } = parent?.opts<Options>() ?? {};
      process.exitCode = check(file ?? policy, json);
    });

/** Checks a policy file without a synth, and names every mistake. */
const check = (named: string | undefined, json: boolean): ExitCode => {
  const loaded = loadPolicy(named);
  const { file = null, policy, problems, errors, warnings } = loaded;
  const notes = policy ? heldBackText(policy) : [];
  if (!json) for (const text of [...errors, ...warnings, ...notes]) complain(text);
  if (policy || json)
    print(json, { file, ok: policy !== undefined, problems, errors, warnings: [...warnings, ...notes] }, () =>
      verdict(loaded),
    );
  else complain(verdict(loaded));
  return policy ? EXIT.fine : EXIT.usage;
};
