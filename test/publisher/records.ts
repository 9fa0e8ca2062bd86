import fc from 'fast-check';
import type { Actor } from '../../lambdas/core/base/event.ts';
import type { FindingState, Status } from '../../lambdas/core/ledger/record.ts';
import type { ClosedRecord } from '../../lambdas/publisher/sink.ts';
import type { IngressRule } from '../../lambdas/resource-types/security-group/model.ts';

export const STATUSES: readonly Status[] = ['REMEDIATED', 'NOTIFIED', 'EXCLUDED', 'FAILED', 'RESOLVED'];

export const CIFS = 'unrestricted-cifs-access';
export const SSH = 'unrestricted-ssh-access';

export const row = (id: string, cidr: string, port = 445): IngressRule => ({
  id,
  protocol: 'tcp',
  fromPort: port,
  toPort: port,
  source: { type: 'cidr', cidr },
});

export const WORLD = row('sgr-1', '0.0.0.0/0');
export const WORLD6 = row('sgr-2', '::/0');
export const OFFICE = row('sgr-3', '203.0.113.0/24');

export const actor: Actor = {
  arn: 'arn:aws:iam::123456789012:user/alice',
  sourceIp: '203.0.113.7',
  userAgent: 'aws-cli/2.15.0',
};

export const state = (status: Status, more: Partial<FindingState> = {}): FindingState => ({
  status,
  keys: ['sgr-1', 'sgr-2'],
  violating: ['tcp 445 from 0.0.0.0/0 (sgr-1)', 'tcp 445 from ::/0 (sgr-2)'],
  openedAt: '2026-11-22T09:00:00Z',
  n: 7,
  ...(status === 'FAILED' && { error: 'UnauthorizedOperation: You are not authorized' }),
  ...more,
});

/** A closed ledger record of a security group, whose one template has this status. */
export const recordOf = (status: Status, more: Partial<ClosedRecord> = {}): ClosedRecord => {
  const removed = status === 'REMEDIATED' ? [WORLD, WORLD6] : [];
  return {
    resource: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123456789abcdef0',
    n: 7,
    state: 'CLOSED',
    lease: 0,
    kind: 'security-group',
    type: 'AwsEc2SecurityGroup',
    id: 'sg-0123456789abcdef0',
    account: '123456789012',
    region: 'us-east-1',
    eventId: '11111111-2222-3333-4444-555555555555',
    eventName: 'AuthorizeSecurityGroupIngress',
    actor,
    openedAt: '2026-11-22T09:00:00Z',
    closedAt: '2026-11-22T09:00:03.250Z',
    version: '0.1.0',
    before: [WORLD, WORLD6, OFFICE],
    removed,
    kept: 3 - removed.length,
    findings: { [CIFS]: state(status) },
    changed: [CIFS],
    expires: 1_800_000_000,
    ...more,
  };
};

/** Any text at all: line breaks, escapes, right-to-left overrides, halves of surrogate pairs, emoji, very long. */
export const anyText = (maxLength = 600): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength })
      .map((units) => String.fromCharCode(...units)),
    fc.string({ maxLength }),
    fc.constantFrom(
      '\n\nBcc: everyone@example.com',
      '\u001b[31mred\u001b[0m',
      '\u202etxt.exe',
      '👩‍💻'.repeat(80),
      '\u2028\u2029\u0000\u007f\u0085',
      '"\\"$(reboot)`\'',
      'x'.repeat(maxLength),
      ' ',
      '',
    ),
  );

/** A record all of whose texts are hostile, with as many rows as a ledger record can hold. */
export const hostileRecord: fc.Arbitrary<ClosedRecord> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    violating: fc.array(anyText(), { maxLength: 120 }),
    error: anyText(),
    id: anyText(200).filter((id) => id.trim() !== ''),
    actor: fc.record({ arn: anyText(512), sourceIp: anyText(128), userAgent: anyText(512) }),
    eventId: anyText(128),
    surroundings: fc.record(
      {
        name: anyText(255),
        tags: fc.dictionary(anyText(128), anyText(256), { maxKeys: 5, noNullPrototype: true }),
        usedBy: fc.array(anyText(300), { maxLength: 20 }),
      },
      { requiredKeys: [] },
    ),
    cidrs: fc.array(fc.constantFrom('0.0.0.0/0', '::/0', '10.0.0.0/8'), { maxLength: 60 }),
  })
  .map(({ status, violating, error, cidrs, ...more }) =>
    recordOf(status, {
      ...more,
      before: cidrs.map((cidr, i) => row(`sgr-${i}`, cidr, i)),
      removed: [],
      findings: { [CIFS]: state(status, { violating, keys: violating.map((_, i) => `sgr-${i}`), error }) },
    }),
  );
