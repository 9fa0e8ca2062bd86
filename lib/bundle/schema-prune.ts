import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMA_FILE = /@aws-sdk[\\/](client-|nested-clients).*schemas[\\/]schemas_\d+\.js$/;
const CONSTANT = /^const (_\w+) = ("(?:[^"\\]|\\.)*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/** Writes the keys `{ [_name]: … }` of an SDK schema file as the text that `_name` stands for. */
export const literalKeys = (source: string): string => {
  const constants = new Map(
    [...source.matchAll(CONSTANT)].map(([, name = '', text = '']) => [name, text] as const),
  );
  return source.replace(COMPUTED_KEY, (key, name: string) => {
    const text = constants.get(name);
    return text === undefined ? key : `${text}:`;
  });
};

const REGISTERED_ERROR = /^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm;
/** The one modelled error whose fields the functions read; of all others they read the code, which is always there. */
const READ = new Set(['ConditionalCheckFailedException']);

/** Leaves out the registration of modelled errors: the SDK then makes a plain service exception with the same name. */
export const fewErrors = (source: string): string =>
  source.replace(REGISTERED_ERROR, (line, name: string) => (READ.has(name) ? line : ''));

/**
 * esbuild keeps every statement with a computed key, used or not, so the schemas of all EC2 calls (half a megabyte)
 * end up in a function that makes three. With literal keys tree shaking drops the rest; no value changes.
 * Known upstream: https://github.com/aws/aws-sdk-js-v3/issues/7607
 */
export const schemaPrune: Plugin = {
  name: 'aws-sdk-schema-prune',
  setup({ onLoad }) {
    onLoad({ filter: SCHEMA_FILE }, async ({ path }) => ({
      contents: fewErrors(literalKeys(await readFile(path, 'utf8'))),
      loader: 'js',
    }));
  },
};
