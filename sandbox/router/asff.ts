import { at, own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import { partitionOf } from './caller.ts';

const REQUIRED = [
  'AwsAccountId',
  'CreatedAt',
  'Description',
  'GeneratorId',
  'Id',
  'ProductArn',
  'Resources',
  'SchemaVersion',
  'Title',
  'UpdatedAt',
];

const ENUMS: Readonly<Record<string, readonly string[]>> = {
  'Severity.Label': ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
  'FindingProviderFields.Severity.Label': ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
  'Compliance.Status': ['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'],
  'Workflow.Status': ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'],
  RecordState: ['ACTIVE', 'ARCHIVED'],
  SchemaVersion: ['2018-10-08'],
};

const LENGTHS: Readonly<Record<string, number>> = {
  Title: 256,
  Description: 1024,
  Id: 512,
  GeneratorId: 512,
};

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

const MAX_BYTES = 240 * 1024;

const enumFault = (finding: unknown): string | undefined => {
  const wrong = Object.entries(ENUMS).find(([path, values]) => {
    const value = at(finding, path);
    return value !== undefined && !values.includes(String(value));
  });
  return wrong && `data.${wrong[0]} should be one of ${wrong[1].join(', ')}`;
};

const shapeFault = (finding: unknown): string | undefined => {
  const tooLong = Object.entries(LENGTHS).find(([key, max]) => String(own(finding, key) ?? '').length > max);
  if (tooLong) return `data.${tooLong[0]} should NOT be longer than ${tooLong[1]} characters`;
  const time = ['CreatedAt', 'UpdatedAt', 'FirstObservedAt', 'LastObservedAt'].find((key) => {
    const value = own(finding, key);
    return value !== undefined && !RFC_3339.test(String(value));
  });
  if (time) return `data.${time} should match format "date-time"`;
  return Buffer.byteLength(JSON.stringify(finding)) > MAX_BYTES
    ? 'The finding is larger than 240 KB'
    : undefined;
};

const missing = (finding: unknown): string | undefined => {
  const absent = REQUIRED.find((key) => own(finding, key) === undefined);
  if (absent) return absent;
  const has = (key: string) => own(finding, key) ?? at(finding, `FindingProviderFields.${key}`);
  return ['Severity', 'Types'].find((key) => has(key) === undefined);
};

/**
 * Why Security Hub would refuse a finding, of the rules of ASFF that a provider meets:
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
 */
export const faultsOf = (finding: unknown, { caller, region }: Call): string | undefined => {
  const absent = missing(finding);
  if (absent) return `data should have required property '${absent}'`;
  const { account } = caller;
  if (own(finding, 'AwsAccountId') !== account) return 'The AwsAccountId is not the account of the caller';
  const product = `arn:${partitionOf(region)}:securityhub:${region}:${account}:product/${account}/default`;
  if (own(finding, 'ProductArn') !== product) return `The ProductArn is not ${product}`;
  return enumFault(finding) ?? shapeFault(finding);
};
