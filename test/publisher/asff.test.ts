import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Status } from '../../lambdas/core/ledger/record.ts';
import { asffOf } from '../../lambdas/publisher/asff.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import type { ClosedRecord } from '../../lambdas/publisher/sink.ts';
import type { IngressRule } from '../../lambdas/resource-types/security-group/model.ts';
import { asff } from '../support/asff.ts';
import { CIFS, hostileRecord, OFFICE, recordOf, row, STATUSES, state } from './records.ts';

const imported = (record: ClosedRecord, region = 'us-east-1') => {
  const [finding] = toldBy(record, CATALOGUE);
  if (!finding) throw new Error('expected a finding');
  return asffOf(finding, record, CATALOGUE, region);
};

const group = (record: ClosedRecord) => imported(record).Resources?.[0]?.Details?.AwsEc2SecurityGroup;

describe('a finding in ASFF', () => {
  it.each(STATUSES)('of status %s keeps to the published syntax', (status) => {
    expect(() => asff.parse(imported(recordOf(status)))).not.toThrow();
  });

  it.each<[Status, string, string]>([
    ['REMEDIATED', 'PASSED', 'RESOLVED'],
    ['RESOLVED', 'PASSED', 'RESOLVED'],
    ['NOTIFIED', 'FAILED', 'NEW'],
    ['FAILED', 'FAILED', 'NEW'],
    ['EXCLUDED', 'FAILED', 'SUPPRESSED'],
  ])('of status %s is %s and %s', (status, compliance, workflow) => {
    const finding = imported(recordOf(status));
    expect(finding.Compliance?.Status).toBe(compliance);
    expect(finding.Workflow?.Status).toBe(workflow);
    expect(finding.RecordState).toBe('ACTIVE');
  });

  it('is the same finding for the same violation, whenever and however it is seen', () => {
    const ids = STATUSES.map((status, n) => imported(recordOf(status, { n })).Id);
    expect(new Set(ids)).toEqual(
      new Set([
        'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123456789abcdef0/unrestricted-cifs-access',
      ]),
    );
  });

  it('names generator, controls, severity, times and the way back', () => {
    expect(imported(recordOf('REMEDIATED'))).toMatchObject({
      GeneratorId: 'drawbridge/unrestricted-cifs-access',
      Title: 'Unrestricted CIFS Access: sg-0123456789abcdef0',
      Severity: { Label: 'HIGH' },
      FindingProviderFields: { Severity: { Label: 'HIGH' } },
      Compliance: { RelatedRequirements: ['EC2.19'] },
      CreatedAt: '2026-11-22T09:00:00Z',
      FirstObservedAt: '2026-11-22T09:00:00Z',
      UpdatedAt: '2026-11-22T09:00:03.250Z',
      Remediation: {
        Recommendation: {
          Text: expect.stringContaining('npx --no -- drawbridge undo sg-0123456789abcdef0/7'),
          Url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19',
        },
      },
    });
  });

  it('shows in ProductFields what was violating and who was there', () => {
    expect(imported(recordOf('REMEDIATED')).ProductFields).toEqual({
      'drawbridge/id': '123456789012/us-east-1/sg-0123456789abcdef0/7/unrestricted-cifs-access',
      'drawbridge/status': 'REMEDIATED',
      'drawbridge/remediation': 'sg-0123456789abcdef0/7',
      'drawbridge/actor': 'arn:aws:iam::123456789012:user/alice',
      'drawbridge/sourceIp': '203.0.113.7',
      'drawbridge/userAgent': 'aws-cli/2.15.0',
      'drawbridge/eventId': '11111111-2222-3333-4444-555555555555',
      'drawbridge/openedAt': '2026-11-22T09:00:00Z',
      'drawbridge/closedAt': '2026-11-22T09:00:03.250Z',
      'drawbridge/console':
        'https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#SecurityGroup:groupId=sg-0123456789abcdef0',
      'drawbridge/version': '0.1.0',
      'drawbridge/kept': '1',
      'drawbridge/violating/1': 'tcp 445 from 0.0.0.0/0 (sgr-1)',
      'drawbridge/violating/2': 'tcp 445 from ::/0 (sgr-2)',
    });
  });

  it('fills the fifty ProductFields and counts what has no room', () => {
    const violating = Array.from({ length: 60 }, (_, i) => `row ${i + 1}`);
    const record = recordOf('FAILED', { findings: { [CIFS]: state('FAILED', { violating }) } });
    const fields = imported(record).ProductFields ?? {};
    const shown = Object.keys(fields).filter((name) => /violating\/\d+$/.test(name)).length;
    expect(Object.keys(fields)).toHaveLength(50);
    expect(fields['drawbridge/violating/more']).toBe(`… and ${60 - shown} more`);
  });

  it.each([
    ['arn:aws-cn:ec2:cn-north-1:123456789012:security-group/sg-1', 'cn-north-1', 'aws-cn'],
    ['arn:aws-us-gov:ec2:us-gov-west-1:123456789012:security-group/sg-1', 'us-gov-west-1', 'aws-us-gov'],
  ])('of %s goes to the product of its own partition', (resource, region, partition) => {
    const finding = imported(recordOf('REMEDIATED', { resource, region }), region);
    expect(finding.ProductArn).toBe(
      `arn:${partition}:securityhub:${region}:123456789012:product/123456789012/default`,
    );
    expect(finding.Resources).toMatchObject([{ Partition: partition, Region: region }]);
    expect(() => asff.parse(finding)).not.toThrow();
  });

  it('goes to the region of the function, also for a resource that lives elsewhere', () => {
    const finding = imported(recordOf('REMEDIATED', { region: 'eu-west-1' }), 'us-east-1');
    expect(finding.ProductArn).toContain(':securityhub:us-east-1:');
    expect(finding.Resources).toMatchObject([{ Region: 'eu-west-1' }]);
  });

  it('is never newer than its update, though the clock of a caller was ahead', () => {
    const openedAt = '2026-11-22T10:00:00Z';
    const record = recordOf('REMEDIATED', { findings: { [CIFS]: state('REMEDIATED', { openedAt }) } });
    expect(imported(record).CreatedAt).toBe('2026-11-22T09:00:03.250Z');
  });

  it('of a template that is no more is still a finding', () => {
    const record = recordOf('RESOLVED', { changed: ['gone'], findings: { gone: state('RESOLVED') } });
    const finding = imported(record);
    expect(() => asff.parse(finding)).not.toThrow();
    expect(finding.Severity).toEqual({ Label: 'INFORMATIONAL' });
    expect(finding.Compliance).toEqual({ Status: 'PASSED' });
  });

  it('keeps to the published syntax and size, whatever names, agents, errors and rows hold', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        expect(() => asff.parse(imported(record))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});

describe('the resource of a finding', () => {
  it('is shown as it is after the remediation', () => {
    expect(group(recordOf('REMEDIATED'))).toEqual({
      GroupId: 'sg-0123456789abcdef0',
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 445, ToPort: 445, IpRanges: [{ CidrIp: '203.0.113.0/24' }] },
      ],
    });
  });

  it('is shown with its open rows while they are open', () => {
    expect(group(recordOf('NOTIFIED'))?.IpPermissions).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 445,
        ToPort: 445,
        IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '203.0.113.0/24' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      },
    ]);
  });

  it('is shown with every kind of source', () => {
    const all = { id: 'sgr-4', protocol: '-1' };
    const before: IngressRule[] = [
      OFFICE,
      { ...all, source: { type: 'prefix-list', id: 'pl-1' } },
      { ...all, id: 'sgr-5', source: { type: 'group', id: 'sg-2', account: '210987654321', vpc: 'vpc-1' } },
      { ...all, id: 'sgr-6', source: { type: 'unknown' } },
    ];
    const record = recordOf('NOTIFIED', { before });
    expect(group(record)?.IpPermissions?.[1]).toEqual({
      IpProtocol: '-1',
      PrefixListIds: [{ PrefixListId: 'pl-1' }],
      UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '210987654321', VpcId: 'vpc-1' }],
    });
    expect(() => asff.parse(imported(record))).not.toThrow();
  });

  it('of a type without details, or too large to show, is named only', () => {
    const bucket = recordOf('REMEDIATED', { type: 'AwsS3Bucket', kind: 's3-bucket' });
    const before = Array.from({ length: 3_000 }, (_, i) => row(`sgr-${i}`, '10.0.0.0/8', i));
    for (const record of [bucket, recordOf('NOTIFIED', { before })]) {
      expect(imported(record).Resources?.[0]).not.toHaveProperty('Details');
      expect(() => asff.parse(imported(record))).not.toThrow();
    }
  });
});
