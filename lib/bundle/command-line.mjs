import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'build', 'cli');
const SOURCES = ['cli', 'lambdas', 'lib', 'report'];

/** What the command line is made of, and when it was last touched: another text once anything has changed. */
const stampOf = () => {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  ).filter((file) => /\.(ts|css|js)$/.test(file));
  const touched = [...files.sort(), 'package-lock.json'].map(
    (file) => `${file} ${statSync(join(ROOT, file)).mtimeMs}`,
  );
  return touched.join('\n');
};

/** Files that stand beside a source are found beside it, wherever its code has gone. */
const inPlace = {
  name: 'in-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      loader: 'ts',
    }));
  },
};

const build = async (stamp) => {
  if (process.stderr.isTTY) process.stderr.write('Building the command line, once…\n');
  const { build: bundle } = await import('esbuild');
  const unfinished = `${FOLDER}.${randomUUID()}`;
  mkdirSync(unfinished, { recursive: true });
  await bundle({
    absWorkingDir: ROOT,
    entryPoints: ['cli/program.ts'],
    outdir: unfinished,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    define: { DRAWBRIDGE_VERSION: '"command line"' },
    logLevel: 'silent',
    plugins: [inPlace],
  });
  writeFileSync(join(unfinished, 'package.json'), '{"type":"module"}\n');
  writeFileSync(join(unfinished, 'stamp'), stamp);
  rmSync(FOLDER, { recursive: true, force: true });
  try {
    renameSync(unfinished, FOLDER);
  } catch {
    // Another call was faster, and its build is as good; this one's own is used once.
    return unfinished;
  }
  return FOLDER;
};

/**
 * The command line in one piece, which starts in a quarter of the time that its sources take. It is built anew whenever a
 * source has changed, so that it is never stale.
 * @returns the module to import
 */
export const commandLine = async () => {
  const stamp = stampOf();
  const file = join(FOLDER, 'stamp');
  const isFresh = existsSync(file) && readFileSync(file, 'utf8') === stamp;
  return pathToFileURL(join(isFresh ? FOLDER : await build(stamp), 'program.js')).href;
};
