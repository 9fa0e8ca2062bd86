import {
  AuthorizeSecurityGroupIngressCommand,
  DeleteSecurityGroupCommand,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import { ingressRules } from '../../sandbox/group.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { until } from '../../sandbox/until.ts';
import { answerOf, drawbridge } from './support/cli.ts';
import { clients, control, newGroup, place, subscribe } from './support/cloud.ts';
import { exceptionsOf, writeException } from './support/exceptions.ts';

const SSH = 'unrestricted-ssh-access';
const TELNET = 'unrestricted-telnet-access';
const USER = ':user/sandbox';
let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

const arnOf = (group: string): string =>
  `arn:aws:ec2:${place.region}:${place.account}:security-group/${group}`;

const world = (port: number, Description = 'for the migration'): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp: '0.0.0.0/0', Description }],
});

const open = (GroupId: string, ...IpPermissions: IpPermission[]) =>
  clients.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions,
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'ticket', Value: 'OPS-7' }] }],
    }),
  );

const found = (group: string, status: string, more: Partial<Finding> = {}): Promise<Finding> =>
  inbox.finding(
    `${group}, ${status} ${JSON.stringify(more)}`,
    (finding) =>
      finding.resource.id === group &&
      finding.status === status &&
      Object.entries(more).every(([key, value]) => finding[key as keyof Finding] === value),
  );

/** Opens a group's port 22 to the world, and waits until it is closed. @returns the remediation */
const closed = async (group: string): Promise<string> => {
  await open(group, world(22));
  const { remediation = '' } = await found(group, 'REMEDIATED', { template: SSH });
  expect(remediation).toMatch(/\/\d+$/);
  return remediation;
};

const undo = (remediation: string) => drawbridge('undo', remediation, '--yes', '--reason', 'cut-over');

test('an exception that ends has its resource judged again and closed, without any sweep or change', async () => {
  const group = await newGroup();
  const remediation = await closed(group);
  const answer = (await answerOf('undo', remediation, '--yes', '--reason', 'cut-over', '--until', '2h')) as {
    readonly exceptions: readonly { readonly id: string }[];
  };
  const { id: first } = await found(group, 'EXCLUDED', { template: SSH });
  const ordered = await until('a schedule for the end', async () =>
    (await control.schedules()).find(({ input }) => input.includes(group)),
  );
  const end = Date.parse(ordered.at) - Date.now();
  expect(end).toBeGreaterThan(110 * 60_000);
  expect(end).toBeLessThan(125 * 60_000);
  // Two hours are over: what is left of the exception allows nothing.
  const [exception] = answer.exceptions;
  await writeException({
    ...(await exceptionsOf(arnOf(group))).find(({ id }) => id === exception?.id),
    until: new Date(Date.now() - 1_000).toISOString(),
  });
  await control.beginSchedules(ordered.name);
  const again = await inbox.finding(
    `${group}, closed again`,
    (finding) =>
      finding.resource.id === group &&
      finding.status === 'REMEDIATED' &&
      finding.id !== first &&
      finding.remediation !== remediation,
  );
  expect(again.note).toContain('closed as an exception has ended');
  expect(await ingressRules(clients.ec2, group)).toEqual([]);
});

test('a resource alone is answered with its last remediation, and with --last that one is undone', async () => {
  const group = await newGroup();
  const remediation = await closed(group);
  expect(await drawbridge('undo', group)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`Its last remediation is ${remediation}`),
  });
  const answer = await answerOf('undo', group, '--last', '--yes', '--reason', 'cut-over');
  expect(answer).toMatchObject({ remediation });
  expect(await ingressRules(clients.ec2, group)).toHaveLength(1);
  const csv = await drawbridge('history', '--resource', group, '--format', 'csv', '--limit', '1');
  expect(csv).toMatchObject({ code: 0, stderr: '' });
  expect(csv.stdout.trim().split('\r\n')).toHaveLength(2);
  const unknown = await drawbridge('history', '--template', 'unrestricted-shh-access');
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining(`Did you mean ${SSH}?`) });
});

describe('undo of a removed row', () => {
  test('puts it back with description and tags, says so, and it stays until the exception ends', async () => {
    const group = await newGroup();
    const remediation = await closed(group);
    const answer = await answerOf('undo', remediation, '--yes', '--reason', 'cut-over', '--until', '2h');
    expect(answer).toMatchObject({
      remediation,
      resource: arnOf(group),
      restored: [expect.stringMatching(/^tcp 22 from 0\.0\.0\.0\/0/)],
      exceptions: [
        { template: SSH, remediation, reason: 'cut-over', grantedBy: expect.stringContaining(place.account) },
      ],
    });
    const left = await found(group, 'EXCLUDED', { template: SSH });
    expect(left.actor?.arn).toContain(USER);
    expect(await ingressRules(clients.ec2, group)).toMatchObject([
      { FromPort: 22, Description: 'for the migration', Tags: [{ Key: 'ticket', Value: 'OPS-7' }] },
    ]);
    const history = (await answerOf('history', '--resource', group)) as object[];
    expect(history).toMatchObject([
      {
        status: 'EXCLUDED',
        template: SSH,
        reason: expect.stringContaining(`cut-over (undo of ${remediation})`),
      },
      { status: 'REMEDIATED', template: SSH, remediation },
    ]);

    const twice = await undo(remediation);
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('There already: tcp 22') });
    const undoOfUndo = await undo(`${group}/${Number(remediation.split('/')[1]) + 1}`);
    expect(undoOfUndo).toMatchObject({ code: 2, stderr: expect.stringContaining('removed nothing') });
    expect(await exceptionsOf(arnOf(group))).toHaveLength(1);

    const [exception] = await exceptionsOf(arnOf(group));
    await answerOf('exceptions', 'end', String(exception?.['id']));
    await open(group, world(443));
    await inbox.finding(
      'closed again',
      ({ resource, status, remediation: again }) =>
        resource.id === group && status === 'REMEDIATED' && again !== remediation,
    );
    expect((await ingressRules(clients.ec2, group)).map(({ FromPort }) => FromPort)).toEqual([443]);
  });

  test('asks for --yes where nobody could answer, and for a reason', async () => {
    const group = await newGroup();
    const remediation = await closed(group);
    expect(await drawbridge('undo', remediation, '--reason', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--yes'),
    });
    expect(await drawbridge('undo', remediation, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--reason'),
    });
    expect(await ingressRules(clients.ec2, group)).toEqual([]);
    expect(await exceptionsOf(arnOf(group))).toEqual([]);
  });

  test('is refused when the group is gone', async () => {
    const group = await newGroup();
    const remediation = await closed(group);
    await clients.ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));
    expect(await undo(remediation)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${group} is gone`),
    });
    expect(await exceptionsOf(arnOf(group))).toEqual([]);
  });

  test.each([
    ['the quota is full', 'RulesPerSecurityGroupLimitExceeded', 'The group is full'],
    ['the caller may not', 'UnauthorizedOperation', 'ec2:AuthorizeSecurityGroupIngress'],
  ])('is taken back as a whole when %s', async (_, code, words) => {
    const group = await newGroup();
    const remediation = await closed(group);
    await control.addFault({
      service: 'ec2',
      action: 'AuthorizeSecurityGroupIngress',
      caller: USER,
      status: 400,
      code,
    });
    const run = await undo(remediation);
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining(words) });
    expect(run.stderr).toContain(code);
    expect(await exceptionsOf(arnOf(group))).toEqual([]);
    expect(await ingressRules(clients.ec2, group)).toEqual([]);
  });

  test('changes nothing for somebody who may not grant exceptions', async () => {
    const group = await newGroup();
    const remediation = await closed(group);
    const fault = { service: 'dynamodb', action: 'PutItem', caller: USER };
    await control.addFault({ ...fault, status: 400, code: 'AccessDeniedException' });
    const run = await undo(remediation);
    expect(run).toMatchObject({ code: 3, stderr: expect.stringContaining('OperatorPolicyArn') });
    expect(await ingressRules(clients.ec2, group)).toEqual([]);
  });

  test.each([
    ['nonsense', 'is no remediation'],
    ['sg-0123456789abcdef0/7', 'The ledger has no'],
    ['sg-0123456789abcdef0/0', 'is no remediation'],
  ])('is told what is wrong with the name %s', async (remediation, words) => {
    expect(await undo(remediation)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });
});

describe('an exception', () => {
  const granted = (group: string, more: object = {}) => ({
    resource: arnOf(group),
    id: 'by-hand',
    template: SSH,
    until: new Date(Date.now() + 3_600_000).toISOString(),
    reason: 'by hand',
    grantedBy: 'me',
    grantedAt: new Date(Date.now() - 3_600_000).toISOString(),
    ...more,
  });

  test('leaves a row alone, is announced, runs out, and the row is judged again', async () => {
    const group = await newGroup();
    await answerOf(
      'allow',
      group,
      '--template',
      SSH,
      '--until',
      '1h',
      '--reason',
      'bastion',
      '--source',
      '0.0.0.0/0',
    );
    await open(group, world(22), world(23));
    await found(group, 'EXCLUDED', { template: SSH });
    await found(group, 'REMEDIATED', { template: TELNET });
    expect((await ingressRules(clients.ec2, group)).map(({ FromPort }) => FromPort)).toEqual([22]);
    const listed = (await answerOf('exceptions')) as { resource: string; state: string }[];
    expect(listed.filter(({ resource }) => resource === arnOf(group))).toMatchObject([{ state: 'in force' }]);
    const [item] = await exceptionsOf(arnOf(group));
    await writeException({ ...item, until: new Date(Date.now() - 1000).toISOString() });
    await open(group, world(443));
    await found(group, 'REMEDIATED', { template: SSH });
    expect((await ingressRules(clients.ec2, group)).map(({ FromPort }) => FromPort)).toEqual([443]);
  });

  test.each([
    ['that is too long', { until: '2099-01-01T00:00:00Z' }, 'more than 30 days'],
    ['of a template that there is not', { template: 'unrestricted-everything' }, 'no template'],
    ['without an end', { until: 0 }, 'no end'],
  ])('written past the command line %s allows nothing, and the ledger says so', async (_, change, why) => {
    const group = await newGroup();
    await writeException(granted(group, change));
    await open(group, world(22));
    await found(group, 'REMEDIATED', { template: SSH });
    expect(await ingressRules(clients.ec2, group)).toEqual([]);
    const [entry] = (await answerOf('history', '--resource', group)) as { note: string }[];
    expect(entry?.note).toContain(why);
  });

  test.each([
    [
      'a template that there is not',
      ['sg-0123456789abcdef0', '--template', 'x', '--until', '1h'],
      'no template x',
    ],
    ['a resource of another type', ['a-bucket', '--template', SSH, '--until', '1h'], 'not a security group'],
    [
      'an end too far away',
      ['sg-0123456789abcdef0', '--template', SSH, '--until', '31d'],
      'exceptions.maxDays',
    ],
    ['an end that is past', ['sg-0123456789abcdef0', '--template', SSH, '--until', '2020-01-01'], 'is past'],
    ['no CIDR', ['sg-0123456789abcdef0', '--template', SSH, '--until', '1h', '--source', 'x'], 'no CIDR'],
  ])('is not granted for %s', async (_, args, words) => {
    expect(await drawbridge('allow', ...args, '--reason', 'r')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
  });
});

test('the emergency stop has everything reported only, until it is ended', async () => {
  const group = await newGroup();
  await answerOf('stop', '--until', '1h', '--reason', 'incident 7');
  try {
    await open(group, world(22));
    await found(group, 'NOTIFIED', { template: SSH });
    expect(await ingressRules(clients.ec2, group)).toHaveLength(1);
    const [entry] = (await answerOf('history', '--resource', group)) as { note: string }[];
    expect(entry?.note).toContain('incident 7');
  } finally {
    await answerOf('resume');
  }
  await open(group, world(443));
  await found(group, 'REMEDIATED', { template: SSH });
});

test.each(['history', 'exceptions', 'resume'])('%s says so where nothing is deployed', async (command) => {
  expect(await drawbridge(command, '--region', 'eu-west-1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no stack Drawbridge'),
  });
});
