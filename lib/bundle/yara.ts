import { join } from 'node:path';
import { BUILD } from './bundle.ts';

const root = join(BUILD, '..');
const PACKAGE = 'node_modules/@virustotal/yara-x';
const WORKER = 'lambdas/workloads/yara/yara-worker.mjs';

/**
 * The engine of rules as it ships: the thread that runs it, beside the package where the thread looks for it. It is no part of a
 * bundle, so that whoever looks for nothing by rules ships none of it. The package brings no notice of its own.
 */
export const YARA_FILES: Readonly<Record<string, string>> = {
  'yara-worker.mjs': join(root, WORKER),
  'YARA-X.txt': join(import.meta.dirname, 'yara-x-license.txt'),
  ...Object.fromEntries(
    ['package.json', 'pkg/yara_x_js.js', 'pkg/yara_x_js_bg.wasm'].map((file) => [
      `${PACKAGE}/${file}`,
      join(root, PACKAGE, file),
    ]),
  ),
};
