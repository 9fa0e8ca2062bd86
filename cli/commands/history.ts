import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { CATALOGUE, catalogueOf } from '../../lambdas/publisher/catalogue.ts';
import { didYouMean } from '../../lib/policy/nearest.ts';
import { UsageError } from '../exit.ts';
import { ofHistory } from '../formats/finding-row.ts';
import { type FormatOption, printFindings, withFormat } from '../formats/print-findings.ts';
import { type HistoryEntry, historyOf } from '../history.ts';
import { everyRecord, logOf } from '../ledger.ts';
import { type Options, policyInForce, wholeNumber } from '../options.ts';
import { arnsOf } from '../resource.ts';
import { deployed } from '../stack.ts';
import { counter, printable, table } from '../terminal.ts';
import { sinceOf, TIMES } from '../when.ts';

const STATUSES = ['REMEDIATED', 'NOTIFIED', 'EXCLUDED', 'FAILED', 'RESOLVED', 'STARTED'];

interface HistoryOptions extends FormatOption {
  readonly limit?: number;
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

/** The ledger may tell of templates that are no more, so that only what it does not know is a mistake. */
const demandTemplate = (template: string, options: Options): void => {
  const { templates } = catalogueOf(policyInForce(options));
  if (!templates.has(template))
    throw new UsageError(
      `--template ${template} is none.${didYouMean(template, templates.keys())} npx --no -- drawbridge templates lists them.`,
    );
};

const run = async (given: HistoryOptions, options: Options): Promise<void> => {
  const since = given.since === undefined ? undefined : sinceOf(given.since);
  const status = statusOf(given.status);
  const { template, limit } = given;
  const entries = historyOf(await read(given.resource), { template, since, status, limit });
  if (template !== undefined && entries.length === 0) demandTemplate(template, options);
  printFindings(given, options, CATALOGUE, {
    rows: () => ofHistory(entries, CATALOGUE),
    document: entries,
    text: () => text(entries),
  });
};

export const configure = (command: Command): Command =>
  withFormat(command)
    .option('--resource <resource>', 'id, name or ARN')
    .option('--template <id>', 'only of this template')
    .option('--since <time>', `only from then on: ${TIMES}`)
    .option('--status <status>', `only ${STATUSES.join(', ')}`)
    .option('--limit <number>', 'the newest so many', wholeNumber)
    .addHelpText('before', 'Example: npx --no -- drawbridge history --since 7d --status REMEDIATED\n')
    .action(async (given: HistoryOptions, { parent }: Command) => run(given, parent?.opts<Options>() ?? {}));
