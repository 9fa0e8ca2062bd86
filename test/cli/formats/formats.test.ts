import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { csvOf } from '../../../cli/formats/csv.ts';
import { type FindingRow, ofHistory, ofSurvey } from '../../../cli/formats/finding-row.ts';
import { ocsfOf } from '../../../cli/formats/ocsf.ts';
import { historyOf } from '../../../cli/history.ts';
import { CATALOGUE } from '../../../lambdas/publisher/catalogue.ts';
import { anyText, CIFS, hostileRecord, recordOf, STATUSES } from '../../publisher/records.ts';

const schema = z.fromJSONSchema(
  JSON.parse(
    readFileSync(new URL('../../support/ocsf-compliance-finding.schema.json', import.meta.url), 'utf8'),
  ),
);
const ocsf = (row: FindingRow) => JSON.parse(JSON.stringify(ocsfOf(row, CATALOGUE, '0.1.0')));
const rowsOf = (record: ReturnType<typeof recordOf>) => ofHistory(historyOf([record], {}), CATALOGUE);

const place = { account: '123456789012', region: 'us-east-1', type: 'AwsEc2SecurityGroup' };
const survey = {
  seen: 2,
  unread: [],
  open: [
    {
      ...{ ...place, id: 'sg-1', arn: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-1' },
      parts: [
        {
          part: 'tcp 445 from 0.0.0.0/0 (sgr-1)',
          violates: [{ template: CIFS, severity: 'HIGH' as const, fate: 'remediate' as const }],
        },
        { part: 'tcp 443 from 0.0.0.0/0 (sgr-2)', violates: [] },
      ],
    },
    {
      ...{ ...place, id: 'sg-2', arn: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-2' },
      parts: [
        {
          part: 'tcp 445 from ::/0 (sgr-3)',
          violates: [{ template: CIFS, severity: 'HIGH' as const, fate: 'exclude' as const }],
        },
      ],
    },
  ],
};

describe('rows', () => {
  test('of a look are one for each resource and template, with what violates only', () => {
    const rows = ofSurvey(survey, CATALOGUE, '2026-11-22T09:00:00Z');
    expect(rows.map(({ resource, status, violating }) => [resource, status, violating])).toEqual([
      ['sg-1', 'open', ['tcp 445 from 0.0.0.0/0 (sgr-1)']],
      ['sg-2', 'excluded', ['tcp 445 from ::/0 (sgr-3)']],
    ]);
    expect(rows[0]).toMatchObject({ title: 'Unrestricted CIFS Access', severity: 'HIGH' });
  });
});

describe('CSV', () => {
  test('has a heading and the line ends of RFC 4180, and quotes what needs it', () => {
    const [row] = rowsOf(recordOf('REMEDIATED'));
    const lines = csvOf(row ? [{ ...row, note: 'said "no", twice' }] : []).split('\r\n');
    expect(lines[0]).toBe(
      'time,status,severity,template,title,account,region,resourceType,resource,arn,violating,remediation,actor,openedAt,closedAt,note,error',
    );
    expect(lines[1]).toBe(
      '2026-11-22T09:00:03.250Z,REMEDIATED,HIGH,unrestricted-cifs-access,Unrestricted CIFS Access,123456789012,us-east-1,AwsEc2SecurityGroup,sg-0123456789abcdef0,arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123456789abcdef0,tcp 445 from 0.0.0.0/0 (sgr-1); tcp 445 from ::/0 (sgr-2),sg-0123456789abcdef0/7,arn:aws:iam::123456789012:user/alice,2026-11-22T09:00:00Z,2026-11-22T09:00:03.250Z,"said ""no"", twice",',
    );
  });

  test('is a formula nowhere, and as many cells as columns, whatever people write', () => {
    const [row] = rowsOf(recordOf('REMEDIATED'));
    fc.assert(
      fc.property(anyText(), (note) => {
        const text = csvOf(row ? [{ ...row, note }] : []);
        const [, line = '', ...more] = text.split('\r\n');
        expect(more).toEqual([]);
        const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
          .slice(0, 17)
          .map(([, cell = '']) => cell);
        expect(cells[15] ?? '').not.toMatch(/^"?[=+\-@\t\r]/);
        expect(cells[16]).toBe('');
      }),
    );
  });
});

describe('OCSF', () => {
  test.each(STATUSES)('a finding of status %s is a Compliance Finding of the published schema', (status) => {
    for (const row of rowsOf(recordOf(status))) {
      const { success, error } = schema.safeParse(ocsf(row));
      expect(success, String(error)).toBe(true);
    }
  });

  test('tells what is open from what is closed and what is left alone', () => {
    const of = (status: (typeof STATUSES)[number]) => {
      const [row] = rowsOf(recordOf(status));
      const { compliance, status_id, activity_id } = row ? ocsf(row) : {};
      return [compliance.status_id, status_id, activity_id];
    };
    expect(Object.fromEntries(STATUSES.map((status) => [status, of(status)]))).toEqual({
      REMEDIATED: [1, 4, 3],
      RESOLVED: [1, 4, 3],
      NOTIFIED: [3, 1, 1],
      FAILED: [3, 1, 1],
      EXCLUDED: [3, 3, 1],
    });
  });

  test('fits whatever names, agents and errors hold', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        for (const row of rowsOf(record)) expect(schema.safeParse(ocsf(row)).success).toBe(true);
      }),
    );
  });

  test('of a look fits as well', () => {
    for (const row of ofSurvey(survey, CATALOGUE, '2026-11-22T09:00:00Z'))
      expect(schema.safeParse(ocsf(row)).success).toBe(true);
  });

  test('the schema refuses what is none', () => {
    expect(schema.safeParse({}).success).toBe(false);
  });
});
