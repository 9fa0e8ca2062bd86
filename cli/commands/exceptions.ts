import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { own } from '../../lambdas/core/base/json.ts';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import {
  type Bounds,
  type Exception,
  isStop,
  judgeException,
  judgeStop,
} from '../../lambdas/core/exclusions/exceptions.ts';
import { CATALOGUE } from '../../lib/catalogue.ts';
import { endException, everyException } from '../exceptions.ts';
import { UsageError } from '../exit.ts';
import { type Options, policyInForce } from '../options.ts';
import { deployed } from '../stack.ts';
import { table as columns, print, printable } from '../terminal.ts';

/** An item of the table, and what the functions make of it. */
interface Row {
  readonly item: unknown;
  readonly state: 'in force' | 'over' | 'ignored';
  readonly why?: string;
}

const boundsOf = ({ customTemplates, exceptions }: Policy): Bounds => ({
  templates: new Set(
    [...CATALOGUE.flatMap(({ templates }) => templates), ...customTemplates].map(({ id }) => id),
  ),
  maxDays: exceptions.maxDays,
  now: Date.now(),
});

const rowOf = (item: unknown, bounds: Bounds): Row => {
  const judged = isStop(item) ? judgeStop(item, bounds) : judgeException(item, bounds);
  if ('why' in judged) return { item, state: 'ignored', why: judged.why };
  return { item, state: 'over' in judged ? 'over' : 'in force' };
};

const cell = (item: unknown, key: string): string => {
  const value = own(item, key);
  return typeof value === 'string' ? printable(value).slice(0, 200) : '';
};

const KEYS = [
  'id',
  'until',
  'template',
  'resource',
  'source',
  'rule',
  'path',
  'hash',
  'grantedBy',
  'reason',
] as const;

const text = (rows: readonly Row[]): string =>
  rows.length === 0
    ? 'Nothing is left alone by an exception.'
    : columns([
        ['STATE', ...KEYS.map((key) => key.toUpperCase())],
        ...rows.map(({ item, state, why }) => [
          why ? `ignored: ${why}` : state,
          ...KEYS.map((key) => cell(item, key)),
        ]),
      ]);

const show = async (all: boolean, options: Options): Promise<void> => {
  const bounds = boundsOf(policyInForce(options));
  const { exceptions } = await deployed();
  const items = await everyException(new DynamoDBClient(awsHttp()), exceptions);
  const rows = items.map((item) => rowOf(item, bounds)).filter(({ state }) => all || state !== 'over');
  const documents = rows.map(({ item, ...rest }) => ({ ...(item as object), ...rest }));
  print(options.json ?? false, documents, () => text(rows));
};

const isOf = (item: unknown, ids: readonly string[]): boolean =>
  !isStop(item) && ids.includes(cell(item, 'id'));

const end = async (ids: readonly string[], options: Options): Promise<void> => {
  const { exceptions: table } = await deployed();
  const client = new DynamoDBClient(awsHttp());
  const found = (await everyException(client, table)).filter((item) => isOf(item, ids));
  const missing = ids.filter((id) => !found.some((item) => cell(item, 'id') === id));
  if (missing.length > 0)
    throw new UsageError(
      `There is no exception ${missing.join(', ')}; nothing was ended. npx --no -- drawbridge exceptions lists them.`,
    );
  for (const item of found) await endException(client, table, item as Exception);
  print(options.json ?? false, found, () =>
    [
      ...found.map(
        (item) => `${cell(item, 'id')} is over: ${cell(item, 'template')} of ${cell(item, 'resource')}.`,
      ),
      'What is open there is judged again in a minute or two.',
    ].join('\n'),
  );
};

const optionsOf = (command: Command): Options => command.optsWithGlobals<Options>();

export const configure = (command: Command): Command => {
  command
    .command('end')
    .summary('end exceptions before their time')
    .argument('<id...>', 'as listed')
    .action(async (ids: readonly string[], _: object, self: Command) => end(ids, optionsOf(self)));
  return command
    .option('--all', 'also those that are over')
    .addHelpText('before', 'Example: npx --no -- drawbridge exceptions end x-0123456789\n')
    .action(async ({ all = false }: { readonly all?: boolean }, self: Command) => show(all, optionsOf(self)));
};
