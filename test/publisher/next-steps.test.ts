import { describe, expect, it } from 'vitest';
import { CATALOGUE, catalogueOf } from '../../lambdas/publisher/catalogue.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import { CIFS, OFFICE, recordOf, state, WORLD } from './records.ts';

const nextOf = (record: ReturnType<typeof recordOf>, catalogue = CATALOGUE) =>
  toldBy(record, catalogue)[0]?.next;

const ALLOW =
  'npx --no -- drawbridge allow sg-0123456789abcdef0 --template unrestricted-cifs-access --until YYYY-MM-DD --reason "..." --region us-east-1';

describe('what is to be done', () => {
  it('about what was closed: put it back, by us or by AWS alone, or have it left alone', () => {
    expect(nextOf(recordOf('REMEDIATED', { removed: [WORLD] }))).toEqual([
      {
        what: 'Put back exactly what was removed',
        command: 'npx --no -- drawbridge undo sg-0123456789abcdef0/7 --region us-east-1',
      },
      {
        what: 'The same by AWS alone, once an exception allows it',
        command: `aws ec2 authorize-security-group-ingress --group-id sg-0123456789abcdef0 --ip-permissions '[{"IpProtocol":"tcp","FromPort":445,"ToPort":445,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]' --region us-east-1`,
      },
      { what: 'Have it left alone for a while', command: ALLOW },
    ]);
  });

  it.each(['NOTIFIED', 'FAILED'] as const)('about what is open, %s: close just that', (status) => {
    expect(nextOf(recordOf(status))?.[0]).toEqual({
      what: 'Close it',
      command:
        'aws ec2 revoke-security-group-ingress --group-id sg-0123456789abcdef0 --security-group-rule-ids sgr-1 sgr-2 --region us-east-1',
    });
  });

  it('about what is left alone, or closed by somebody: nothing', () => {
    expect(nextOf(recordOf('EXCLUDED'))).toBeUndefined();
    expect(nextOf(recordOf('RESOLVED'))).toBeUndefined();
  });

  it('ends with whom to ask, in the words of the policy file', () => {
    const catalogue = catalogueOf({ customTemplates: [], help: 'Ask #cloud-security' });
    expect(nextOf(recordOf('RESOLVED'), catalogue)).toEqual([{ what: 'Ask #cloud-security' }]);
    expect(nextOf(recordOf('REMEDIATED'), catalogue)?.at(-1)).toEqual({ what: 'Ask #cloud-security' });
  });

  it('names no call of AWS that would do less or other: too many rows, rows without ids, split rows, no rows', () => {
    const many = Array.from({ length: 200 }, (_, i) => ({ ...WORLD, id: `sgr-${i}` }));
    const commands = (record: ReturnType<typeof recordOf>) =>
      (nextOf(record) ?? []).flatMap(({ command }) => (command?.startsWith('aws ') ? [command] : []));
    expect(commands(recordOf('REMEDIATED', { removed: many, before: many }))).toEqual([]);
    expect(commands(recordOf('REMEDIATED', { removed: [WORLD], added: [OFFICE] }))).toEqual([]);
    const { id: _, ...bare } = WORLD;
    const keys = ['tcp 445 from 0.0.0.0/0'];
    const findings = { [CIFS]: state('NOTIFIED', { keys }) };
    expect(commands(recordOf('NOTIFIED', { before: [bare], findings }))).toEqual([]);
    expect(commands(recordOf('NOTIFIED', { before: [null] }))).toEqual([]);
  });
});

describe('the link to the console', () => {
  const link = (resource: string, more = {}) =>
    toldBy(recordOf('REMEDIATED', { resource, ...more }), CATALOGUE)[0]?.console;

  it.each([
    ['aws', 'us-east-1.console.aws.amazon.com'],
    ['aws-cn', 'us-east-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-east-1.console.amazonaws-us-gov.com'],
  ])('of the partition %s goes to %s', (partition, host) => {
    expect(link(`arn:${partition}:ec2:us-east-1:123456789012:security-group/sg-0123456789abcdef0`)).toBe(
      `https://${host}/ec2/home?region=us-east-1#SecurityGroup:groupId=sg-0123456789abcdef0`,
    );
  });

  it('is not there for what is gone, nor in a partition whose console is not known', () => {
    expect(link('arn:aws:ec2:us-east-1:1:security-group/sg-1', { gone: true })).toBeUndefined();
    expect(link('arn:aws-iso:ec2:us-iso-east-1:1:security-group/sg-1')).toBeUndefined();
  });
});

it('a snapshot of each sort has the call of its own', () => {
  const rds = (id: string) =>
    nextOf(
      recordOf('NOTIFIED', {
        ...{ kind: 'rds-snapshot', id, before: [{ value: 'all' }] },
        findings: { [CIFS]: state('NOTIFIED', { keys: ['all'] }) },
      }),
    )?.[0]?.command;
  expect(rds('snapshot:nightly')).toBe(
    'aws rds modify-db-snapshot-attribute --db-snapshot-identifier nightly --attribute-name restore --values-to-remove all --region us-east-1',
  );
  expect(rds('cluster-snapshot:nightly')).toBe(
    'aws rds modify-db-cluster-snapshot-attribute --db-cluster-snapshot-identifier nightly --attribute-name restore --values-to-remove all --region us-east-1',
  );
});
