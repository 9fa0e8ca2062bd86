import type { Malware, ResourceDetails, Vulnerability } from '@aws-sdk/client-securityhub';
import type { Catalogue } from '../core/ledger/finding.ts';
import type { LedgerRecord } from '../core/ledger/record.ts';

/** Details that are larger are left out: a finding may have 240 KB in all. */
const DETAILS_BYTES = 100_000;

/** The resource's state after the remediation as ASFF's `Resources[].Details`; undefined where there is nothing to show. */
export const detailsOf = (record: LedgerRecord, { types }: Catalogue): ResourceDetails | undefined => {
  const { type, presentation } = types.get(record.kind) ?? {};
  if (!type || !presentation?.details) return undefined;
  const removed = new Set(record.removed.map(type.key));
  const left = record.before.filter((part) => !removed.has(type.key(part)));
  const details = presentation.details(record.id, left);
  return JSON.stringify(details).length <= DETAILS_BYTES ? details : undefined;
};

/** Well within the 240 KB that a finding may have. */
const VULNERABILITIES_BYTES = 100_000;

/** ASFF's `Vulnerabilities` of one template's parts, as many as a finding has room for; none once it is closed. */
export const vulnerabilitiesOf = (
  record: LedgerRecord,
  template: string,
  { types }: Catalogue,
): readonly Vulnerability[] => {
  const keys = record.findings[template]?.keys ?? [];
  const all = types.get(record.kind)?.presentation.vulnerabilities?.(record.before, keys) ?? [];
  let kept = all;
  while (JSON.stringify(kept).length > VULNERABILITIES_BYTES)
    kept = kept.slice(0, Math.floor(kept.length / 2));
  return kept;
};

/** ASFF's `Malware` of one template's parts. */
export const malwareOf = (record: LedgerRecord, template: string, { types }: Catalogue): readonly Malware[] =>
  types.get(record.kind)?.presentation.malware?.(record.before, record.findings[template]?.keys ?? []) ?? [];
