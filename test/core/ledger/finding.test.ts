import { describe, expect, it } from 'vitest';
import { type Catalogue, findingsOf } from '../../../lambdas/core/ledger/finding.ts';
import type { Status } from '../../../lambdas/core/ledger/record.ts';
import { CATALOGUE } from '../../../lambdas/publisher/catalogue.ts';
import { actor, CIFS, recordOf, SSH, STATUSES, state, WORLD } from '../../publisher/records.ts';

const catalogue: Catalogue = {
  templates: new Map([
    [
      CIFS,
      { title: 'Unrestricted CIFS Access', why: 'Worms.', severity: 'HIGH' as const, controls: ['EC2.19'] },
    ],
  ]),
  types: CATALOGUE.types,
};

const only = (record: Parameters<typeof findingsOf>[0]) => {
  const [finding, ...others] = findingsOf(record, catalogue);
  if (!finding || others.length > 0) throw new Error('expected one finding');
  return finding;
};

describe('a finding', () => {
  it('is the JSON that is published, field by field and in its order', () => {
    expect(JSON.stringify(findingsOf(recordOf('REMEDIATED'), catalogue), null, 1)).toBe(
      JSON.stringify(
        [
          {
            id: '123456789012/us-east-1/sg-0123456789abcdef0/7/unrestricted-cifs-access',
            template: 'unrestricted-cifs-access',
            title: 'Unrestricted CIFS Access',
            severity: 'HIGH',
            status: 'REMEDIATED',
            account: '123456789012',
            region: 'us-east-1',
            resource: {
              type: 'AwsEc2SecurityGroup',
              kind: 'security-group',
              id: 'sg-0123456789abcdef0',
              arn: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123456789abcdef0',
            },
            violating: ['tcp 445 from 0.0.0.0/0 (sgr-1)', 'tcp 445 from ::/0 (sgr-2)'],
            kept: 1,
            remediation: 'sg-0123456789abcdef0/7',
            actor: {
              arn: 'arn:aws:iam::123456789012:user/alice',
              sourceIp: '203.0.113.7',
              userAgent: 'aws-cli/2.15.0',
            },
            eventId: '11111111-2222-3333-4444-555555555555',
            openedAt: '2026-11-22T09:00:00Z',
            closedAt: '2026-11-22T09:00:03.250Z',
          },
        ],
        null,
        1,
      ),
    );
  });

  it.each<[Status, { remediation: boolean; closedAt: boolean; error: boolean }]>([
    ['REMEDIATED', { remediation: true, closedAt: true, error: false }],
    ['NOTIFIED', { remediation: false, closedAt: false, error: false }],
    ['EXCLUDED', { remediation: false, closedAt: false, error: false }],
    ['FAILED', { remediation: false, closedAt: false, error: true }],
    ['RESOLVED', { remediation: false, closedAt: true, error: false }],
  ])('of status %s carries %o', (status, has) => {
    const finding = only(recordOf(status));
    expect(finding.status).toBe(status);
    expect({
      remediation: 'remediation' in finding,
      closedAt: 'closedAt' in finding,
      error: 'error' in finding,
    }).toEqual(has);
  });

  it('names the remediation when a fix failed half way', () => {
    expect(only(recordOf('FAILED', { removed: [WORLD] })).remediation).toBe('sg-0123456789abcdef0/7');
  });

  it('names the remediation when its rows went with that of another template', () => {
    const findings = { [CIFS]: state('RESOLVED'), [SSH]: state('REMEDIATED') };
    const record = recordOf('RESOLVED', { removed: [WORLD], findings });
    expect(only(record).remediation).toBe('sg-0123456789abcdef0/7');
  });

  it('names no remediation when somebody else closed it while another template was remediated', () => {
    const findings = { [CIFS]: state('RESOLVED', { keys: ['sgr-9'] }), [SSH]: state('REMEDIATED') };
    expect(only(recordOf('RESOLVED', { removed: [WORLD], findings }))).not.toHaveProperty('remediation');
  });

  it('leaves out who, which call and when if a sweep found it', () => {
    const { actor: _, eventId: __, openedAt: ___, ...swept } = recordOf('REMEDIATED');
    const { openedAt: ____, ...unknown } = state('REMEDIATED');
    const finding = only({ ...swept, findings: { [CIFS]: unknown } });
    expect(Object.keys(finding)).not.toContain('actor');
    expect(Object.keys(finding)).not.toContain('eventId');
    expect(Object.keys(finding)).not.toContain('openedAt');
    expect(finding.closedAt).toBe('2026-11-22T09:00:03.250Z');
  });

  it('takes the time of the opening from the state, not from the call that closed it', () => {
    const { openedAt: _, ...unknown } = state('RESOLVED');
    expect(only(recordOf('RESOLVED', { findings: { [CIFS]: unknown } }))).not.toHaveProperty('openedAt');
    const early = state('RESOLVED', { openedAt: '2026-11-01T00:00:00Z' });
    expect(only(recordOf('RESOLVED', { findings: { [CIFS]: early } })).openedAt).toBe('2026-11-01T00:00:00Z');
  });

  it('leaves out a time that could not be read', () => {
    const epoch = state('REMEDIATED', { openedAt: '1970-01-01T00:00:00Z' });
    expect(only(recordOf('REMEDIATED', { findings: { [CIFS]: epoch } }))).not.toHaveProperty('openedAt');
  });

  it('of a template that is no more says what is known', () => {
    const record = recordOf('RESOLVED', { changed: ['gone'], findings: { gone: state('RESOLVED') } });
    const finding = only(record);
    expect(finding).toMatchObject({ template: 'gone', title: 'gone', status: 'RESOLVED', actor });
    expect(finding).not.toHaveProperty('severity');
  });

  it('has the same id each time it is made, and another one for each record, template, resource and place', () => {
    const variants = [
      {},
      { n: 8 },
      { id: 'sg-2' },
      { account: '210987654321' },
      { region: 'eu-west-1' },
      { changed: [SSH], findings: { [SSH]: state('REMEDIATED') } },
    ].map((more) => recordOf('REMEDIATED', more));
    const ids = () => variants.map((record) => only(record).id);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(variants.length);
  });
});

describe('the findings of a record', () => {
  it('are those of the templates that changed, and no others', () => {
    const findings = Object.fromEntries(STATUSES.map((status) => [`t-${status}`, state(status)]));
    const record = recordOf('REMEDIATED', { findings, changed: ['t-FAILED', 't-RESOLVED', 'toString'] });
    expect(findingsOf(record, catalogue).map(({ template }) => template)).toEqual(['t-FAILED', 't-RESOLVED']);
  });
});
