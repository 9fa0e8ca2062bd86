import type { Command } from 'commander';
import { buildBundle, checkBundle } from '../egress/bundle.ts';
import { defaultBundle } from '../egress/bundle-lines.ts';
import { builtText, bundleReport, checkedText } from '../egress/bundle-text.ts';
import { EXIT } from '../exit.ts';
import type { Options } from '../options.ts';
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

export const configure = (command: Command): Command => {
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
  return command;
};
