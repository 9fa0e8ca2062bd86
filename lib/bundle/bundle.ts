import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { leaveOut } from './leave-out.ts';
import { noticesOf } from './notices.ts';
import { schemaPrune } from './schema-prune.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where bundles are written: one folder a function, `index.mjs` and notices to ship, `meta.json` to examine. */
export const BUILD = join(root, 'build');

/** The notices of what is bundled, beside the bundle in what ships. */
export const NOTICES = 'THIRD-PARTY.txt';

const handlersIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder)).flatMap((name) => {
    const entry = join(folder, name, 'handler.ts');
    return existsSync(join(root, entry)) ? [entry] : [];
  });

const nameOf = (entry: string): string => basename(dirname(entry));

/** The handlers of the functions: one in each folder of `lambdas/` and `lambdas/resource-types/` that has one. */
const ENTRIES = [...handlersIn('lambdas'), ...handlersIn('lambdas/resource-types')];

/** The functions, by the name of their folder. */
export const functionNames = (): readonly string[] => ENTRIES.map(nameOf).sort();

const version = (): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;

/** Other processes may read the bundle meanwhile, so it changes from whole to whole. */
const replaceFile = async (path: string, contents: string | Uint8Array): Promise<void> => {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, contents);
  await rename(unfinished, path);
};

/**
 * Bundles one handler into one ES module without dependencies, the AWS SDK included: the runtime's own copy loads
 * five times slower and is not the one that was tested. Rejects with esbuild's errors.
 */
const bundle = async (entry: string, folder: string): Promise<void> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'silent',
    // Some CommonJS modules inside call require, which an ES module has not.
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    define: { DRAWBRIDGE_VERSION: JSON.stringify(version()) },
    alias: {
      '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'stand-ins/credentials.ts'),
      '@smithy/core/event-streams': join(import.meta.dirname, 'stand-ins/event-streams.ts'),
    },
    plugins: [schemaPrune, leaveOut],
  });
  await mkdir(folder, { recursive: true });
  const [code] = outputFiles;
  if (!code) throw new Error(`esbuild made nothing of ${entry}.`);
  await replaceFile(join(folder, 'index.mjs'), code.contents);
  await replaceFile(join(folder, 'meta.json'), JSON.stringify(metafile));
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
  );
  await replaceFile(join(folder, NOTICES), noticesOf(root, used));
};

/** Bundles one function, by the name of its folder, into another folder. */
export const bundleInto = async (name: string, folder: string): Promise<void> => {
  for (const entry of ENTRIES) if (nameOf(entry) === name) await bundle(join(root, entry), folder);
};

/** What sets HTTPS_PROXY from a secret before a function starts; beside the functions where the policy names a secret. */
export const PROXY_SECRET = 'proxy-secret';

/** Bundles every function into its folder of `build/`. */
export const bundleAll = async (): Promise<void> => {
  await Promise.all([
    ...ENTRIES.map((entry) => bundle(join(root, entry), join(BUILD, nameOf(entry)))),
    bundle(join(root, 'lambdas/preload/proxy-secret.ts'), join(BUILD, PROXY_SECRET)),
  ]);
};
