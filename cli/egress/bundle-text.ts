import { counted } from '../../lambdas/core/base/text.ts';
import type { Bundle } from './bundle.ts';
import { powershellScript, storeLines, type ToolLine, toolLines } from './bundle-lines.ts';

/** A bundle with what to type so that each tool uses it. */
export interface BundleReport extends Bundle {
  readonly ok: boolean;
  readonly lines: readonly ToolLine[];
  /** For what reads nothing but the system's store. */
  readonly store: readonly ToolLine[];
  /** What builds the same bundle where there is no Node; Windows only. */
  readonly powershell: string;
}

/** What is printed of a bundle. `root` is the file that the company's root is in. */
export const bundleReport = (bundle: Bundle, root: string | undefined): BundleReport => ({
  ...bundle,
  ok: bundle.problems.length === 0,
  lines: toolLines(bundle.file),
  store: storeLines(root ?? 'COMPANY-ROOT.crt'),
  powershell: powershellScript(process.platform === 'win32' ? bundle.file : undefined),
});

const section = (title: string, lines: readonly ToolLine[]): string => {
  const width = Math.max(...lines.map(({ tool }) => tool.length));
  return [title, ...lines.map(({ tool, line }) => `  ${tool.padEnd(width)}  ${line}`)].join('\n');
};

export const builtText = ({ file, certificates, skipped, lines, store, powershell }: BundleReport): string =>
  [
    `${file} holds ${counted(certificates, 'authority', 'authorities')}. It holds with the inspection on and off.`,
    ...(skipped.length > 0
      ? [
          [
            'Left out:',
            ...skipped.map(({ source, subject, reason }) => `  ${subject} (${source}): ${reason}`),
          ].join('\n'),
        ]
      : []),
    section('Have each tool use it:', lines),
    section("What reads nothing but the system's store wants the company's root there:", store),
    ['Without Node, in PowerShell on Windows:', ...powershell.split('\n').map((line) => `  ${line}`)].join(
      '\n',
    ),
  ].join('\n\n');

export const checkedText = ({ file, certificates, problems, notes }: BundleReport): string =>
  problems.length === 0
    ? [`${file} is fine: ${counted(certificates, 'authority', 'authorities')}`, ...notes].join('\n')
    : [
        `${file} is not fine:`,
        ...[...problems, ...notes].map((problem) => `  ${problem}`),
        'Build it anew: npx --no -- drawbridge egress bundle --output FILE --add ROOT.pem',
      ].join('\n');
