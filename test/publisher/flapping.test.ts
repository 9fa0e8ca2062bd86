import { describe, expect, it } from 'vitest';
import { listOf } from './aws.ts';
import { fakeLedger, NAMES, published } from './fake-ledger.ts';
import { CIFS, recordOf, state } from './records.ts';

const flapping = {
  count: 6,
  since: '2026-11-22T08:50:00.000Z',
  actors: ['arn:aws:sts::123456789012:assumed-role/ci/run'],
  tools: ['Terraform'],
};

const flaps = (n: number, quiet?: true) =>
  recordOf('REMEDIATED', {
    n,
    findings: { [CIFS]: state('REMEDIATED', { flapping, ...(quiet && { quiet }) }) },
  });

describe('a violation that keeps coming back', () => {
  it('is escalated once to people and automation, and kept right in Security Hub each time', async () => {
    const ledger = fakeLedger();
    await ledger.run([flaps(6), flaps(7, true), flaps(8, true)]);
    expect(published(ledger.to).sns).toHaveLength(1);
    expect(published(ledger.to).events).toHaveLength(1);
    expect(new Set(published(ledger.to).securityhub).size).toBe(1);
    const imports = ledger.to('securityhub').filter(({ path }) => path === '/findings/import');
    expect(imports).toHaveLength(3);
  });

  it('is said so in subject, text, attribute, JSON and Security Hub', async () => {
    const ledger = fakeLedger();
    await ledger.run([flaps(6)]);
    const [body = {}, mail = {}] = [NAMES.topic, NAMES.mailTopic].map(
      (topic) => ledger.to('sns').find((call) => call.body['TopicArn'] === topic)?.body,
    );
    expect(body['Subject']).toContain('Unrestricted CIFS Access keeps coming back');
    expect(JSON.stringify(body)).toContain('"flapping"');
    expect(JSON.parse(String(body['Message']))).toMatchObject({ status: 'REMEDIATED', flapping });
    const email = String(mail['Message']);
    expect(email).toContain('It has come back 6 times since 2026-11-22 08:50:00 UTC.');
    expect(email).toContain('Opened by arn:aws:sts::123456789012:assumed-role/ci/run. With Terraform.');
    const [finding] = ledger.to('securityhub').flatMap((call) => listOf(call, 'Findings'));
    expect(finding?.['Description']).toContain('It has come back 6 times');
  });
});

describe('the time from a call to its closing', () => {
  it('is measured once, with the template', async () => {
    let fails = 2;
    const ledger = fakeLedger(({ service }) => {
      if (service !== 'events' || fails === 0) return undefined;
      fails -= 1;
      return { status: 503, body: '{}' };
    });
    await ledger.run([recordOf('REMEDIATED'), recordOf('NOTIFIED', { n: 8 })]);
    expect(ledger.timed).toEqual([[CIFS, 3250]]);
  });
});
