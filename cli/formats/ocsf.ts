import { parse } from '@aws-sdk/util-arn-parser';
import type { Catalogue } from '../../lambdas/core/ledger/finding.ts';
import type { FindingRow } from './finding-row.ts';

/** The version that the class below is of; later ones have only added to it. */
const VERSION = '1.5.0';

const SEVERITIES: Readonly<Record<string, number>> = { LOW: 2, MEDIUM: 3, HIGH: 4, CRITICAL: 5 };
const SEVERITY_NAMES = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical'];

const CLOSED = new Set(['REMEDIATED', 'RESOLVED']);
const ALONE = new Set(['EXCLUDED', 'excluded']);

/** `status_id` of a finding: 1 New, 3 Suppressed, 4 Resolved. */
const lifeOf = (status: string) => {
  if (CLOSED.has(status)) return { status_id: 4, status: 'Resolved' };
  return ALONE.has(status) ? { status_id: 3, status: 'Suppressed' } : { status_id: 1, status: 'New' };
};

/** `activity_id`: 1 Create, 3 Close. */
const activityOf = (status: string) =>
  CLOSED.has(status)
    ? { activity_id: 3, activity_name: 'Close', type_uid: 200_303, type_name: 'Compliance Finding: Close' }
    : { activity_id: 1, activity_name: 'Create', type_uid: 200_301, type_name: 'Compliance Finding: Create' };

const partitionOf = (arn: string): string => (arn.startsWith('arn:') ? parse(arn).partition : 'aws');

const millisecondsOf = (time: string): number => Date.parse(time) || 0;

/**
 * A row as OCSF's Compliance Finding (class 2003), the class of posture findings in Security Hub.
 * https://schema.ocsf.io/1.5.0/classes/compliance_finding
 */
export const ocsfOf = (row: FindingRow, { templates }: Catalogue, version: string) => {
  const { why = row.title, controls = [] } = templates.get(row.template) ?? {};
  const severity_id = SEVERITIES[row.severity] ?? 0;
  const isOpen = !CLOSED.has(row.status);
  const first = millisecondsOf(row.openedAt || row.time);
  return {
    ...activityOf(row.status),
    ...{ category_uid: 2, category_name: 'Findings', class_uid: 2003, class_name: 'Compliance Finding' },
    time: millisecondsOf(row.time),
    ...{ severity_id, severity: SEVERITY_NAMES[severity_id] },
    ...lifeOf(row.status),
    status_code: row.status,
    message: `${row.title}: ${row.violating.join(', ')}`,
    metadata: {
      version: VERSION,
      profiles: ['cloud'],
      event_code: row.template,
      product: { name: 'Drawbridge', vendor_name: 'Drawbridge', version },
    },
    finding_info: {
      uid: `${row.arn}/${row.template}`,
      title: row.title,
      desc: why,
      types: ['Software and Configuration Checks/AWS Security Best Practices'],
      created_time: first,
      first_seen_time: first,
      modified_time: millisecondsOf(row.time),
    },
    compliance: {
      control: row.template,
      ...(controls.length > 0 && { requirements: controls }),
      status_id: isOpen ? 3 : 1,
    },
    resources: [
      {
        uid: row.arn,
        name: row.resource,
        type: row.resourceType,
        region: row.region,
        cloud_partition: partitionOf(row.arn),
        data: { violating: row.violating },
      },
    ],
    cloud: {
      provider: 'AWS',
      region: row.region,
      account: { uid: row.account, name: row.account, type: 'AWS Account', type_id: 10 },
    },
    ...(row.remediation && { remediation: { desc: `drawbridge undo ${row.remediation}` } }),
    unmapped: { actor: row.actor, note: row.note, error: row.error },
  };
};
