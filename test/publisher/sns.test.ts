import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aboutOf, type Finding } from '../../lambdas/core/ledger/finding.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { emailText, subject } from '../../lambdas/publisher/email.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import type { ClosedRecord } from '../../lambdas/publisher/sink.ts';
import { snsSink } from '../../lambdas/publisher/sns.ts';
import { fakeAws } from './aws.ts';
import { CIFS, hostileRecord, recordOf, state, WORLD } from './records.ts';

const SNS_BYTES = 262_144;

const findingOf = (record: ClosedRecord): Finding => {
  const [finding] = toldBy(record, CATALOGUE);
  if (!finding) throw new Error('expected a finding');
  return finding;
};

const email = (record: ClosedRecord): string => {
  const finding = findingOf(record);
  return emailText(finding, aboutOf(record, finding.template, CATALOGUE));
};

const messageOf = async (record: ClosedRecord): Promise<string> => {
  const aws = fakeAws();
  await snsSink(aws.sns, 'arn:topic')([findingOf(record)], record);
  return String(aws.calls[0]?.body['Message']);
};

describe('the e-mail', () => {
  it('tells what was opened, by whom, when and from where, what was closed and kept, and how to undo it', () => {
    expect(email(recordOf('REMEDIATED'))).toMatchInlineSnapshot(`
      "Drawbridge has fixed this. Nothing is left to do.

      Unrestricted CIFS Access (HIGH)
      Security group sg-0123456789abcdef0 in us-east-1, account 123456789012
      https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#SecurityGroup:groupId=sg-0123456789abcdef0
      File shares open to the Internet are how worms and ransomware such as WannaCry spread.
      AWS controls: EC2.19 (https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19)

      Fixed (2)
        - tcp 445 from 0.0.0.0/0 (sgr-1)
        - tcp 445 from ::/0 (sgr-2)
      Left as they are: 1

      Changed by arn:aws:iam::123456789012:user/alice
      From       203.0.113.7
      With       aws-cli/2.15.0
      Opened     2026-11-22 09:00:00 UTC
      Closed     2026-11-22 09:00:03 UTC, 3 s later

      Put back exactly what was removed:
        npx --no -- drawbridge undo sg-0123456789abcdef0/7 --region us-east-1

      The same by AWS alone, once an exception allows it:
        aws ec2 authorize-security-group-ingress --group-id sg-0123456789abcdef0 --ip-permissions '[{"IpProtocol":"tcp","FromPort":445,"ToPort":445,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]},{"IpProtocol":"tcp","FromPort":445,"ToPort":445,"Ipv6Ranges":[{"CidrIpv6":"::/0"}]}]' --region us-east-1

      Have it left alone for a while:
        npx --no -- drawbridge allow sg-0123456789abcdef0 --template unrestricted-cifs-access --until YYYY-MM-DD --reason "..." --region us-east-1

      For good: an entry with owner and reason under "exclusions" in policy.yaml.

      Finding    123456789012/us-east-1/sg-0123456789abcdef0/7/unrestricted-cifs-access
      CloudTrail 11111111-2222-3333-4444-555555555555
      "
    `);
  });

  it.each([
    ['NOTIFIED', 'This is open. The template is in mode notify, so nothing was changed.'],
    ['EXCLUDED', 'This is open. An exclusion or exception applies, so nothing was changed.'],
    ['FAILED', 'This is still open: Drawbridge could not fix it.'],
    ['RESOLVED', 'This is closed: somebody closed it, or the resource is gone.'],
  ] as const)('of a finding %s begins with what has become of it and offers no undo', (status, headline) => {
    const text = email(recordOf(status));
    expect(text.split('\n')[0]).toBe(headline);
    expect(text).not.toContain('drawbridge undo');
    expect(text.includes('drawbridge allow')).toBe(status === 'NOTIFIED' || status === 'FAILED');
  });

  it('says where else it has to be changed, or the next run opens it again', () => {
    const by = (tool: string) =>
      email(recordOf('REMEDIATED', { actor: { arn: 'arn:aws:iam::123456789012:role/ci', tool } })).split(
        '\n',
      )[0];
    expect(by('Terraform')).toBe(
      'Drawbridge has fixed this. Change it in Terraform too, or its next run opens it again.',
    );
    expect(by('AWS CLI')).toBe('Drawbridge has fixed this. Nothing is left to do.');
  });

  it('ends an exclusion with a day, and an exception at a time', () => {
    const until = (text: string) =>
      email(
        recordOf('EXCLUDED', {
          findings: { [CIFS]: state('EXCLUDED', { exclusion: { reason: 'r', until: text } }) },
        }),
      );
    expect(until('2026-11-30')).toContain('Until: 2026-11-30, the last day, UTC');
    expect(until('2026-11-26T08:28:25.622Z')).toContain('Until: 2026-11-26 08:28:25 UTC\n');
  });

  it('says why a fix failed', () => {
    expect(email(recordOf('FAILED'))).toContain('UnauthorizedOperation: You are not authorized');
  });

  it('offers the undo where the rows went with another template', () => {
    const text = email(recordOf('RESOLVED', { removed: [WORLD] }));
    expect(text).toContain('it went with the remediation of another template');
    expect(text).toContain('npx --no -- drawbridge undo sg-0123456789abcdef0/7');
  });

  it('says that nobody is known where a sweep found it', () => {
    const { actor: _, eventId: __, openedAt: ___, ...swept } = recordOf('NOTIFIED');
    expect(email(swept)).toContain('Found by a sweep: who opened it is not known.');
  });

  it('lists the first fifty parts and counts the others', () => {
    const violating = Array.from({ length: 60 }, (_, i) => `tcp ${i} from 0.0.0.0/0`);
    const text = email(recordOf('FAILED', { findings: { [CIFS]: state('FAILED', { violating }) } }));
    expect(text).toContain('Still open (60)');
    expect(text).toContain('- tcp 49 from');
    expect(text).not.toContain('- tcp 50 from');
    expect(text).toContain('… and 10 more');
  });

  it('keeps its lines, whatever names, agents and errors hold', () => {
    const shape = (text: string) => text.split('\n').length;
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const text = email(record);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(shape(text)).toBeLessThanOrEqual(50 + 30);
      }),
    );
  });
});

describe('the subject', () => {
  it('says how bad, what has become of it, what and where', () => {
    expect(subject(findingOf(recordOf('REMEDIATED')))).toBe(
      '[HIGH] REMEDIATED: Unrestricted CIFS Access, sg-0123456789abcdef0 in us-east-1',
    );
  });

  it('is ASCII without control characters and shorter than 100, whatever titles and names hold', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const finding = findingOf(record);
        for (const one of [finding, { ...finding, title: record.id.repeat(3) }])
          expect(subject(one)).toMatch(/^\[[\x20-\x7e]{1,98}$/);
      }),
    );
  });
});

describe('the message', () => {
  it('is the finding itself', async () => {
    const record = recordOf('REMEDIATED');
    expect(JSON.parse(await messageOf(record))).toEqual(findingOf(record));
  });

  it('parses and keeps every value, whatever names, agents and errors hold', async () => {
    await fc.assert(
      fc.asyncProperty(hostileRecord, async (record) => {
        const finding = findingOf(record);
        const message = await messageOf(record);
        const { violating, ...rest } = finding;
        const parsed = JSON.parse(message) as Finding;
        expect(parsed).toMatchObject(rest);
        expect(message.length).toBeLessThan(SNS_BYTES);
        if (message.length < 100_000) expect(parsed.violating).toEqual(violating);
      }),
    );
  });

  it.each([3_000, 30_000])(
    'with %i violating parts is cut to the size that SNS takes, and says so',
    async (count) => {
      const violating = Array.from(
        { length: count },
        (_, i) => `tcp ${i} from 0.0.0.0/0 (sgr-${'0'.repeat(90)})`,
      );
      const record = recordOf('REMEDIATED', { findings: { [CIFS]: state('REMEDIATED', { violating }) } });
      const message = await messageOf(record);
      expect(message.length).toBeLessThan(SNS_BYTES - 2_000);
      const parsed = JSON.parse(message) as Finding;
      const shown = parsed.violating.length - 1;
      expect(parsed.violating.slice(0, -1)).toEqual(violating.slice(0, shown));
      expect(parsed.violating.at(-1)).toBe(`… and ${count - shown} more`);
      expect(shown).toBeGreaterThan(500);
    },
  );

  it('survives a single part that is larger than the whole message may be', async () => {
    const violating = ['x'.repeat(300_000)];
    const record = recordOf('NOTIFIED', { findings: { [CIFS]: state('NOTIFIED', { violating }) } });
    expect((await messageOf(record)).length).toBeLessThan(SNS_BYTES - 2_000);
  });
});

it('is cut to the size that SNS takes where reasons and notes are longer than a message', async () => {
  const long = 'x'.repeat(200_000);
  const findings = { [CIFS]: state('EXCLUDED', { note: long, exclusion: { reason: long } }) };
  expect((await messageOf(recordOf('EXCLUDED', { findings }))).length).toBeLessThan(SNS_BYTES - 2_000);
});

describe('a resource with name, tags and users', () => {
  const record = recordOf('REMEDIATED', {
    surroundings: {
      name: 'web',
      tags: { Owner: 'alice', 'aws-team/x y': 'blue', '.cost..centre.': '7', Quiet: '' },
      usedBy: ['instance i-1 (public address 203.0.113.7)'],
    },
  });

  it('is told as such in the e-mail', () => {
    const text = email(record);
    expect(text).toContain('Security group sg-0123456789abcdef0 (web) in us-east-1, account 123456789012\n');
    expect(text).toContain('Tags: Owner=alice, ');
    expect(text).toContain('Used by instance i-1 (public address 203.0.113.7)\n');
    expect(email(recordOf('REMEDIATED', { surroundings: { usedBy: [] } }))).toContain('Used by nothing\n');
    expect(email(recordOf('REMEDIATED'))).not.toContain('Used by');
  });

  it('can be filtered by its tags, whatever SNS forbids in their names, and never by more than queues take', async () => {
    const attributesOf = async (from: ClosedRecord) => {
      const aws = fakeAws();
      await snsSink(aws.sns, 'arn:topic')([findingOf(from)], from);
      return Object.entries(aws.calls[0]?.body ?? {}).flatMap(([field, name]) =>
        /^MessageAttributes\.entry\.\d+\.Name$/.test(field) ? [name] : [],
      );
    };
    const names = await attributesOf(record);
    expect(names).toEqual([
      ...['template', 'severity', 'status', 'account', 'region'],
      ...['tag.Owner', 'tag.aws-team_x_y', 'tag._cost._centre_'],
    ]);
    const five = { a: '1', b: '2', c: '3', d: '4', e: '5' };
    const flapping = { count: 6, since: '2026-11-22T09:00:00.000Z', actors: [], tools: [] };
    const full = recordOf('REMEDIATED', {
      surroundings: { tags: five },
      findings: { [CIFS]: state('REMEDIATED', { flapping }) },
    });
    expect(await attributesOf(full)).toHaveLength(10);
  });
});
