import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { UsageError } from '../exit.ts';
import { type HistoryEntry, historyOf } from '../history.ts';
import { everyRecord, logOf } from '../ledger.ts';
import type { Options } from '../options.ts';
import { arnsOf } from '../resource.ts';
import { deployed } from '../stack.ts';
import { counter, print, printable, table } from '../terminal.ts';
import { sinceOf, TIMES } from '../when.ts';

const STATUSES = ['REMEDIATED', 'NOTIFIED', 'EXCLUDED', 'FAILED', 'RESOLVED', 'STARTED'];

interface HistoryOptions {
  readonly resource?: string;
  readonly template?: string;
  readonly since?: string;
  readonly status?: string;
}

const statusOf = (given: string | undefined): string | undefined => {
  const status = given?.toUpperCase();
  if (status !== undefined && !STATUSES.includes(status))
    throw new UsageError(`--status ${given} is none. Write one of ${STATUSES.join(', ')}.`);
  return status;
};

const rowOf = ({
  time,
  template,
  status,
  violating,
  remediation,
  resource,
  actor = '',
  reason,
  error,
}: HistoryEntry) =>
  [
    time.replace(/\.\d+Z$/, 'Z'),
    status,
    template,
    remediation ?? resource,
    violating.join('; '),
    actor,
    error ?? reason ?? '',
  ].map((cell) => printable(cell).slice(0, 200));

const text = (entries: readonly HistoryEntry[]): string =>
  entries.length === 0
    ? 'The ledger has nothing of that.'
    : table([
        ['TIME', 'STATUS', 'TEMPLATE', 'REMEDIATION OR RESOURCE', 'WHAT', 'BY', 'WHY'],
        ...entries.map(rowOf),
      ]);

const read = async (resource: string | undefined): Promise<readonly LedgerRecord[]> => {
  const { place, ledger } = await deployed();
  const client = new DynamoDBClient(awsHttp());
  if (resource !== undefined)
    return (await Promise.all(arnsOf(resource, place).map((arn) => logOf(client, ledger, arn)))).flat();
  const { count, end } = counter('Reading the ledger', 'records');
  return everyRecord(client, ledger, count).finally(end);
};

const run = async (given: HistoryOptions, options: Options): Promise<void> => {
  const since = given.since === undefined ? undefined : sinceOf(given.since);
  const status = statusOf(given.status);
  const entries = historyOf(await read(given.resource), { template: given.template, since, status });
  print(options.json ?? false, entries, () => text(entries));
};

export const configure = (command: Command): Command =>
  command
    .option('--resource <resource>', 'id, name or ARN')
    .option('--template <id>', 'only of this template')
    .option('--since <time>', `only from then on: ${TIMES}`)
    .option('--status <status>', `only ${STATUSES.join(', ')}`)
    .addHelpText('before', 'Example: npx --no -- drawbridge history --since 7d --status REMEDIATED\n')
    .action(async (given: HistoryOptions, { parent }: Command) => run(given, parent?.opts<Options>() ?? {}));
