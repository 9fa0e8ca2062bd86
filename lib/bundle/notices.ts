import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** LICENSE, LICENCE and NOTICE, with whatever ending. */
const isNotice = (file: string): boolean => /^(licen[cs]e|notice)/i.test(file);

const noticeOf = (folder: string): string => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const texts = readdirSync(folder)
    .filter(isNotice)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license ?? 'no licence named'})`, ...texts].join('\n\n');
};

/**
 * Name, version, licence and notices of every package of which a bundle holds a part, by the inputs that esbuild names.
 * MIT, BSD and Apache ask for them beside what ships.
 */
export const noticesOf = (root: string, inputs: readonly string[]): string => {
  const folders = new Set(inputs.flatMap((input) => PACKAGE.exec(input)?.[1] ?? []));
  const known = [...folders]
    .map((folder) => join(root, folder))
    .filter((path) => existsSync(join(path, 'package.json')));
  return `${known
    .map(noticeOf)
    .sort()
    .join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
};
