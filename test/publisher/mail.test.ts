import { expect, test } from 'vitest';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { mailsOf } from '../../lambdas/publisher/mail.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import { CIFS, recordOf, SSH, state } from './records.ts';

const told = (record: ReturnType<typeof recordOf>) =>
  mailsOf(toldBy(record, CATALOGUE), record, CATALOGUE).map(({ findings, text }) => ({
    templates: findings.map(({ template }) => template),
    text,
  }));

test('what is told of an instance at once is one mail, the worst first', () => {
  const record = recordOf('NOTIFIED', {
    kind: 'ec2-instance',
    type: 'AwsEc2Instance',
    findings: {
      'workload-exploited-vulnerability': state('NOTIFIED', {
        violating: ['glibc 2.34 → 2.36, CVE-2023-4911 KEV'],
      }),
      'workload-not-scanned': state('RESOLVED', { violating: ['Partial: torn'] }),
      'workload-vulnerability': state('NOTIFIED', { violating: ['perl 5.36 → 5.38, CVE-2023-0001'] }),
    },
    changed: ['workload-exploited-vulnerability', 'workload-not-scanned', 'workload-vulnerability'],
  });
  const [mail, ...others] = told(record);
  expect(others).toEqual([]);
  expect(mail?.templates).toEqual([
    'workload-exploited-vulnerability',
    'workload-vulnerability',
    'workload-not-scanned',
  ]);
  for (const part of ['CVE-2023-4911', 'CVE-2023-0001', 'Partial: torn']) expect(mail?.text).toContain(part);
});

test('what is told of a security group at once is a mail for each template', () => {
  const findings = { [CIFS]: state('NOTIFIED'), [SSH]: state('NOTIFIED') };
  const record = recordOf('NOTIFIED', { findings, changed: [CIFS, SSH] });
  expect(told(record).map(({ templates }) => templates)).toEqual([[CIFS], [SSH]]);
});
