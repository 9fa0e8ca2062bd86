import { type Command, Option } from 'commander';
import type { ScanEntry } from '../../lambdas/workloads/scan-log.ts';
import { EXIT } from '../exit.ts';
import { type Options, policyInForce } from '../options.ts';
import { complain, print } from '../terminal.ts';
import { lastReport } from '../workloads/bom.ts';
import { cyclonedx } from '../workloads/cyclonedx.ts';
import { isClean, lookIntoImage } from '../workloads/image.ts';
import { imageText } from '../workloads/image-text.ts';
import { listText } from '../workloads/list-text.ts';
import { preview, previewText } from '../workloads/preview.ts';
import { rulesInFolder } from '../workloads/rule-folder.ts';
import { sarif } from '../workloads/sarif.ts';
import { scanNow } from '../workloads/scan-now.ts';
import { allScans } from '../workloads/scans.ts';

interface ImageOptions extends Options {
  readonly data?: string;
  readonly rules?: string;
  readonly scope: 'usual' | 'all';
  readonly path: readonly string[];
}

interface ScanOptions extends Options {
  readonly wait?: true;
}

interface SbomOptions extends Options {
  readonly sarif?: true;
}

/** What was not scanned whole is not clean; what somebody has left out is what they wanted. */
const isCleanScan = ({ status, counts, secrets = 0, threats = 0 }: ScanEntry): boolean =>
  status === 'Skipped' ||
  (status === 'Scanned' &&
    secrets + threats === 0 &&
    Object.entries(counts ?? {}).every(([severity, n]) => n === 0 || severity === 'LOW'));

const image = async (file: string, { data, rules, scope, path, json }: ImageOptions) => {
  const own = rulesInFolder(rules);
  const { report, missing, refused } = await lookIntoImage(file, data, { scope, paths: path }, own);
  for (const { name, why } of refused) complain(`${name} is left out: ${why}`);
  for (const ecosystem of missing) complain(`${data} holds no advisories for ${ecosystem}`);
  print(json ?? false, report, () => imageText(report, data !== undefined));
  process.exitCode = isClean(report) ? EXIT.fine : EXIT.violations;
};

const list = async ({ json }: Options) => {
  const { entries } = await allScans();
  print(json ?? false, entries, () => listText(entries, Date.now()));
  process.exitCode = entries.every(isCleanScan) ? EXIT.fine : EXIT.violations;
};

const showPreview = async (options: Options) => {
  const all = await preview(policyInForce(options));
  print(options.json ?? false, all, () => previewText(all));
};

const scan = async (instance: string, { wait, json }: ScanOptions) => {
  const started = await scanNow(instance, wait ?? false);
  print(json ?? false, started, () =>
    started.scan
      ? listText([started.scan], Date.now())
      : `Begun. See what it finds in some minutes: npx --no -- drawbridge explain ${started.instance}`,
  );
  if (started.scan && !isCleanScan(started.scan)) process.exitCode = EXIT.violations;
};

const sbom = async (instance: string, options: SbomOptions) => {
  const report = await lastReport(instance);
  print(true, options.sarif ? sarif(report) : cyclonedx(report), () => '');
};

export const configure = (command: Command): Command => {
  command
    .option('--preview', 'who would be scanned and who left out; needs no deployment')
    .addHelpText('before', 'Example: npx --no -- drawbridge workloads --preview\n')
    .action((given: { readonly preview?: true }, own: Command) =>
      given.preview ? showPreview(own.optsWithGlobals<Options>()) : list(own.optsWithGlobals<Options>()),
    );
  command
    .command('scan')
    .copyInheritedSettings(command)
    .summary('scan an instance now')
    .description('scan: scan an instance now, whether or not its time has come')
    .argument('<instance>', 'its id or ARN')
    .option('--wait', 'wait for what it finds')
    .addHelpText('before', 'Example: npx --no -- drawbridge workloads scan i-0123456789abcdef0 --wait\n')
    .action((instance: string, _: object, own: Command) =>
      scan(instance, own.optsWithGlobals<ScanOptions>()),
    );
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
    .option('--rules <folder>', 'rules of YARA (*.yar) and lists (*.sha256, *.urls) of your own')
    .addHelpText('before', 'Example: npx --no -- drawbridge workloads image disk.img --data advisories\n')
    .action((file: string, _: object, own: Command) => image(file, own.optsWithGlobals<ImageOptions>()));
  command
    .command('sbom')
    .copyInheritedSettings(command)
    .summary('what is installed on an instance, for other tools')
    .description('sbom: what the last scan of an instance has found, in CycloneDX 1.6 or SARIF 2.1.0')
    .argument('<instance>', 'its id or ARN')
    .option('--sarif', 'its secrets and threats in SARIF, instead of its packages and their vulnerabilities')
    .addHelpText('before', 'Example: npx --no -- drawbridge workloads sbom i-0123456789abcdef0 > bom.json\n')
    .action((instance: string, _: object, own: Command) =>
      sbom(instance, own.optsWithGlobals<SbomOptions>()),
    );
  return command;
};
