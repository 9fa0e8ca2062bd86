/**
 * Measures the rules for secrets: what they find of what is planted, and what in other people's code.
 *
 *     npx tsx test/workloads/secrets/measure.ts /usr/lib/python3.11 /usr/share/perl [--gitleaks /path/to/gitleaks]
 *
 * Of a hit in other people's code its place is shown, for a person to judge: the path and line, never the text.
 */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { finder, openOwnRules } from '../../../lambdas/workloads/look-into-files.ts';
import type { Secret } from '../../../lambdas/workloads/secrets/secret.ts';
import { isText, MOST_TEXT } from '../../../lambdas/workloads/secrets/text.ts';
import { PLANTED } from './samples.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { gitleaks: { type: 'string' } },
});

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

interface Place {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
}

interface Measured {
  readonly found: readonly Place[];
  readonly files: number;
  readonly bytes: number;
  readonly seconds: number;
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile());

const ours = async (folders: readonly string[]): Promise<Measured> => {
  const start = performance.now();
  const key = Buffer.alloc(32, 1);
  const yara = await openOwnRules({ secretKey: key });
  const { add, flush, noteOf } = finder(
    yara,
    key,
    () => true,
    (path, { message }) => say(`${path}: ${message}`),
  );
  const paths = folders.flatMap(filesBelow);
  let [files, bytes] = [0, 0];
  for (const path of paths) {
    if (lstatSync(path).size > MOST_TEXT) continue;
    const data = readFileSync(path);
    if (!isText(data)) continue;
    files += 1;
    bytes += data.length;
    await add({ path, data });
  }
  await flush();
  await yara.close();
  const found: Secret[] = paths.flatMap((path) => noteOf(path).secrets);
  return { found, files, bytes, seconds: (performance.now() - start) / 1000 };
};

interface Leak {
  readonly File: string;
  readonly StartLine: number;
  readonly RuleID: string;
}

const gitleaks = (binary: string, folders: readonly string[]): Pick<Measured, 'found' | 'seconds'> => {
  const start = performance.now();
  const report = join(mkdtempSync(join(tmpdir(), 'drawbridge-gitleaks-')), 'report.json');
  const found = folders.flatMap((folder) => {
    const options = [
      '--no-banner',
      '--redact=100',
      '--exit-code',
      '0',
      '--report-format',
      'json',
      '--log-level',
      'error',
    ];
    execFileSync(binary, ['dir', folder, ...options, '--report-path', report], { stdio: 'ignore' });
    return JSON.parse(readFileSync(report, 'utf8')) as readonly Leak[];
  });
  rmSync(dirname(report), { recursive: true });
  return {
    found: found.map(({ File, StartLine, RuleID }) => ({ path: File, line: StartLine, rule: RuleID })),
    seconds: (performance.now() - start) / 1000,
  };
};

/** Each sample in a folder of its own, so that what is found tells which. */
const plant = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-planted-'));
  for (const [i, { path = '/settings.conf', text }] of PLANTED.entries()) {
    const file = join(folder, String(i), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
};

const recall = (found: readonly Place[], folder: string): string => {
  const numbers = new Set(found.map(({ path }) => path.slice(folder.length + 1).split('/')[0]));
  const missed = PLANTED.flatMap(({ rule }, i) => (numbers.has(String(i)) ? [] : [rule]));
  return `${PLANTED.length - missed.length} of ${PLANTED.length}${missed.length > 0 ? `, misses ${[...new Set(missed)].join(', ')}` : ''}`;
};

const planted = plant();
try {
  const own = await ours([planted]);
  say(`ours, planted: ${recall(own.found, planted)}`);
  if (values.gitleaks)
    say(`gitleaks, planted: ${recall(gitleaks(values.gitleaks, [planted]).found, planted)}`);
  if (positionals.length > 0) {
    const { found, files, bytes, seconds } = await ours(positionals);
    say(
      `ours, other people's code: ${found.length} hits in ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${seconds.toFixed(1)} s`,
    );
    for (const { rule, path, line } of found) say(`  ${rule} ${path}:${line}`);
    if (values.gitleaks) {
      const theirs = gitleaks(values.gitleaks, positionals);
      say(`gitleaks, other people's code: ${theirs.found.length} hits, ${theirs.seconds.toFixed(1)} s`);
      for (const { rule, path, line } of theirs.found) say(`  ${rule} ${path}:${line}`);
    }
  }
} finally {
  rmSync(planted, { recursive: true });
}
