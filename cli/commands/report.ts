import { writeFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { errorCode } from '../../lambdas/core/base/errors.ts';
import { counted } from '../../lambdas/core/base/text.ts';
import { catalogueOf } from '../../lambdas/publisher/catalogue.ts';
import { allowedBy } from '../../report/exceptions.ts';
import { type Report, reportModel } from '../../report/model.ts';
import { page } from '../../report/page.ts';
import { readLedger } from '../../report/read-ledger.ts';
import { verdict } from '../../report/summary-section.ts';
import { everyException } from '../exceptions.ts';
import { EXIT, type ExitCode, UsageError } from '../exit.ts';
import { ofReport } from '../formats/finding-row.ts';
import { type FormatOption, isForeign, printRows, withFormat } from '../formats/print-findings.ts';
import { type Options, policyInForce } from '../options.ts';
import { deployed } from '../stack.ts';
import { complain, print } from '../terminal.ts';

const PROGRESS_AFTER_MS = 1000;

/** Counts on a terminal, once it takes longer than a second. */
const progress = (): { count(items: number): void; end(): void } => {
  const start = Date.now();
  let shown = false;
  return {
    count: (items) => {
      if (!process.stderr.isTTY || Date.now() - start < PROGRESS_AFTER_MS) return;
      process.stderr.write(`\rReading the ledger: ${counted(items, 'record')}`);
      shown = true;
    },
    end: () => {
      if (shown) process.stderr.write('\n');
    },
  };
};

const gather = async (options: Options): Promise<Report> => {
  const policy = policyInForce(options);
  const catalogue = catalogueOf(policy);
  const { place, ledger, exceptions } = await deployed();
  const client = new DynamoDBClient(awsHttp());
  const { count, end } = progress();
  const contents = await readLedger(client, ledger, count).finally(end);
  const now = Date.now();
  const bounds = { templates: new Set(catalogue.templates.keys()), maxDays: policy.exceptions.maxDays, now };
  const allowed = allowedBy(await everyException(client, exceptions), bounds);
  const { account, region } = place;
  const generatedAt = new Date(now).toISOString();
  return reportModel({ generatedAt, account, region, ...contents, ...allowed }, catalogue);
};

const write = (report: Report, file: string): void => {
  const text = page(report);
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(
      `${file} cannot be written (${errorCode(error)}). Name another file with --output, or - for stdout.`,
    );
  }
  complain(verdict(report));
  process.stdout.write(`${file}\n`);
};

const exitCode = ({ summary: { counts } }: Report): ExitCode =>
  counts.FAILED + counts.UNFINISHED + counts.OPEN > 0 ? EXIT.violations : EXIT.fine;

interface ReportOptions extends FormatOption {
  readonly output: string;
}

export const configure = (command: Command): Command =>
  withFormat(command)
    .option('-o, --output <file>', 'where the page is written; - for stdout', 'drawbridge-report.html')
    .addHelpText('before', 'Example: npx --no -- drawbridge report --output report.html\n')
    .addHelpText(
      'after',
      '\nReads the stack and scans its ledger with your credentials. Exit 1 when findings wait for a person.',
    )
    .action(async (given: ReportOptions, { parent }: Command) => {
      const options = parent?.opts<Options>() ?? {};
      const report = await gather(options);
      const { cases: _, ...document } = report;
      if (isForeign(given)) printRows(given, ofReport(report.findings), catalogueOf(policyInForce(options)));
      else if (options.json || given.format === 'json') print(true, document, () => '');
      else write(report, given.output);
      process.exitCode = exitCode(report);
    });
