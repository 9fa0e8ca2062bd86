import type { AwsSecurityFinding, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { errorCode } from '../core/errors.ts';
import type { Catalogue } from '../core/finding.ts';
import { asffOf } from './asff.ts';
import { ImportFindingsCommand } from './import-findings.ts';
import { batches, type Entry, errorInAnswer, type Sink, sendAll, type Untaken } from './sink.ts';

/** https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html, less a margin. */
const MOST = { entries: 100, bytes: 5_500_000 };

/**
 * Security Hub is off, for the whole call or in the list of findings that failed, or not there in this region.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
 */
const OFF = new Set([
  'InvalidAccess',
  'InvalidAccessException',
  'SubscriptionRequiredException',
  'ENOTFOUND',
]);

const importFindings =
  (client: SecurityHubClient) =>
  async (call: readonly Entry<AwsSecurityFinding>[]): Promise<Untaken> => {
    const answer = await client.send(new ImportFindingsCommand({ Findings: call.map(({ item }) => item) }));
    const failed = answer.FailedFindings ?? [];
    if ((answer.FailedCount ?? 0) > failed.length)
      throw errorInAnswer('ImportFailed', `${answer.FailedCount} findings failed and were not all named`);
    const templates = new Map(call.map(({ template, item }) => [item.Id, template]));
    return new Map(
      failed.map(({ Id, ErrorCode, ErrorMessage }) => [
        templates.get(Id) ?? '',
        errorInAnswer(ErrorCode, ErrorMessage),
      ]),
    );
  };

/** Imports the findings into Security Hub CSPM. Where it is off they count as taken; `tellOff` is then called once. */
export const securityHubSink = (
  client: SecurityHubClient,
  catalogue: Catalogue,
  region: string,
  tellOff: (reason: string) => void,
): Sink => {
  let told = false;
  const isOff = (error: unknown): boolean => {
    const off = OFF.has(errorCode(error));
    if (off && !told) tellOff(errorCode(error));
    told ||= off;
    return off;
  };
  return async (findings, record) => {
    const entries = findings.map((finding) => {
      const item = asffOf(finding, record, catalogue, region);
      return { template: finding.template, item, bytes: Buffer.byteLength(JSON.stringify(item)) };
    });
    const untaken = await sendAll(batches(entries, MOST), importFindings(client));
    return new Map([...untaken].filter(([, error]) => !isOff(error)));
  };
};
