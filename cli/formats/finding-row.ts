import type { Severity } from '../../lambdas/core/base/resource-type.ts';
import type { Catalogue } from '../../lambdas/core/ledger/finding.ts';
import type { ReportedFinding } from '../../report/finding.ts';
import type { HistoryEntry } from '../history.ts';
import type { Survey } from '../judging/survey.ts';

/** One finding in a table that other tools read: the columns of the CSV, in their order. */
export interface FindingRow {
  /** ISO 8601: when it was recorded, or looked at. */
  readonly time: string;
  /** A finding's status, or what a look says: `open`, or `excluded` where it is left alone. */
  readonly status: string;
  readonly severity: Severity | '';
  readonly template: string;
  readonly title: string;
  readonly account: string;
  readonly region: string;
  /** ASFF's. */
  readonly resourceType: string;
  readonly resource: string;
  readonly arn: string;
  /** The violating parts. */
  readonly violating: readonly string[];
  /** What `undo` takes. */
  readonly remediation: string;
  readonly actor: string;
  readonly openedAt: string;
  readonly closedAt: string;
  /** Why it is left alone, or what is to be known. */
  readonly note: string;
  readonly error: string;
}

const NONE = { remediation: '', actor: '', openedAt: '', closedAt: '', note: '', error: '' } as const;

const factsOf = ({ templates }: Catalogue, template: string): Pick<FindingRow, 'title' | 'severity'> => {
  const { title = template, severity = '' } = templates.get(template) ?? {};
  return { title, severity };
};

/** One row for each resource and template that it violates. */
export const ofSurvey = ({ open }: Survey, catalogue: Catalogue, time: string): readonly FindingRow[] =>
  open.flatMap(({ account, region, type, id, arn, parts }) => {
    const violated = new Set(parts.flatMap(({ violates }) => violates.map(({ template }) => template)));
    return [...violated].map((template) => {
      const its = parts.filter(({ violates }) => violates.some((one) => one.template === template));
      const fates = its.flatMap(({ violates }) => violates.filter((one) => one.template === template));
      return {
        ...NONE,
        ...{ time, template, account, region, resourceType: type, resource: id, arn },
        status: fates.every(({ fate }) => fate === 'exclude') ? 'excluded' : 'open',
        ...factsOf(catalogue, template),
        violating: its.map(({ part }) => part),
      };
    });
  });

export const ofHistory = (entries: readonly HistoryEntry[], catalogue: Catalogue): readonly FindingRow[] =>
  entries.map(({ time, status, template, account, region, type, resource, ...entry }) => ({
    ...NONE,
    ...{ time, status, template, account, region, resourceType: type, arn: resource },
    ...factsOf(catalogue, template),
    resource: entry.id,
    violating: entry.violating,
    remediation: entry.remediation ?? '',
    actor: entry.actor ?? '',
    openedAt: entry.openedAt ?? '',
    closedAt: entry.closedAt ?? '',
    note: entry.reason ?? entry.note ?? '',
    error: entry.error ?? '',
  }));

export const ofReport = (findings: readonly ReportedFinding[]): readonly FindingRow[] =>
  findings.map(({ recordedAt: time, status, template, title, account, region, resource, ...finding }) => ({
    ...{ time, status, template, title, account, region },
    severity: finding.severity ?? '',
    ...{ resourceType: resource.type, resource: resource.id, arn: resource.arn },
    violating: finding.violating,
    remediation: finding.remediation ?? '',
    actor: finding.actor?.arn ?? '',
    openedAt: finding.openedAt ?? '',
    closedAt: finding.closedAt ?? '',
    note: finding.exclusion?.reason ?? finding.note ?? '',
    error: finding.error ?? '',
  }));
