import { type Command, Option } from 'commander';
import { EXIT } from '../exit.ts';
import type { Options } from '../options.ts';
import { complain, print } from '../terminal.ts';
import { isClean, lookIntoImage } from '../workloads/image.ts';
import { imageText } from '../workloads/image-text.ts';

interface ImageOptions extends Options {
  readonly data?: string;
  readonly scope: 'usual' | 'all';
  readonly path: readonly string[];
}

const image = async (file: string, { data, scope, path, json }: ImageOptions) => {
  const { report, missing } = await lookIntoImage(file, data, { scope, paths: path });
  for (const ecosystem of missing) complain(`${data} holds no advisories for ${ecosystem}`);
  print(json ?? false, report, () => imageText(report, data !== undefined));
  process.exitCode = isClean(report) ? EXIT.fine : EXIT.violations;
};

export const configure = (command: Command): Command => {
  command
    .command('image')
    .copyInheritedSettings(command)
    .summary('look into a raw disk image on this machine')
    .description('image: look into a raw disk image on this machine, without AWS')
    .argument('<file>', 'the raw image of a disk or partition')
    .option('--data <folder>', 'advisories, as their publishers serve them')
    .addOption(
      new Option('--scope <places>', 'where to look for what no package of the system brought')
        .choices(['usual', 'all'])
        .default('usual'),
    )
    .option('--path <folder...>', 'look there as well', [])
    .addHelpText('before', 'Example: npx --no -- drawbridge workloads image disk.img --data advisories\n')
    .action((file: string, _: object, own: Command) => image(file, own.optsWithGlobals<ImageOptions>()));
  return command;
};
