import { writeFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { errorCode } from '../../lambdas/core/base/errors.ts';
import type { Policy } from '../../lambdas/core/base/policy.ts';
import type { Catalogue } from '../../lambdas/core/ledger/finding.ts';
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
import { complain, counter, print } from '../terminal.ts';

const gather = async (policy: Policy, catalogue: Catalogue): Promise<Report> => {
  const { place, ledger, exceptions } = await deployed();
  const client = new DynamoDBClient(awsHttp());
  const { count, end } = counter('Reading the ledger', 'records');
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
      const policy = policyInForce(options);
      const catalogue = catalogueOf(policy);
      const report = await gather(policy, catalogue);
      const { cases: _, ...document } = report;
      if (isForeign(given)) printRows(given, ofReport(report.findings), catalogue);
      else if (options.json || given.format === 'json') print(true, document, () => '');
      else write(report, given.output);
      process.exitCode = exitCode(report);
    });
