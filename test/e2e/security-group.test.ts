import {
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import { TEMPLATES } from '../../lambdas/resource-types/security-group/templates.ts';
import { authorize, createVpc, ingressRules, portsOf, sourceOf } from '../../sandbox/group.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { until } from '../../sandbox/until.ts';
import { clients, control, hubFindings, newGroup, place, subscribe } from './support/cloud.ts';

const { ec2 } = clients;
const WORLD = '0.0.0.0/0';
const FIXER = ':role/Drawbridge-SecurityGroup';

let inbox: Inbox;
beforeAll(async () => {
  inbox = await subscribe();
});
afterEach(async () => {
  await control.clearFaults();
  await control.clearEvents();
});

const permission = (ports: string, ...sources: readonly string[]): IpPermission => {
  const [IpProtocol, span] = ports.split(' ');
  const [FromPort, ToPort = FromPort] = span?.split('-').map(Number) ?? [];
  return {
    IpProtocol,
    ...(FromPort !== undefined && { FromPort, ToPort }),
    IpRanges: sources.filter((source) => /^[\d.]+\//.test(source)).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: sources.filter((source) => source.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
    UserIdGroupPairs: sources.filter((source) => source.startsWith('sg-')).map((GroupId) => ({ GroupId })),
    PrefixListIds: sources
      .filter((source) => source.startsWith('pl-'))
      .map((PrefixListId) => ({ PrefixListId })),
  };
};

const rows = async (group: string): Promise<string[]> =>
  (await ingressRules(ec2, group)).map((rule) => `${portsOf(rule)} ${sourceOf(rule)}`).sort();

const about = async (group: string): Promise<readonly Finding[]> =>
  (await inbox.findings()).filter(({ resource }) => resource.id === group);

const settled = (group: string, templates: readonly string[]): Promise<readonly Finding[]> =>
  until(`findings of ${group} under ${templates.join(', ')}`, async () => {
    const findings = await about(group);
    return templates.every((id) => findings.some(({ template }) => template === id)) && findings;
  });

const prefixList = async (name: string, ...cidrs: readonly string[]): Promise<string> => {
  const command = new CreateManagedPrefixListCommand({
    PrefixListName: name,
    AddressFamily: 'IPv4',
    MaxEntries: 10,
    Entries: cidrs.map((Cidr) => ({ Cidr })),
  });
  return (await ec2.send(command)).PrefixList?.PrefixListId ?? '';
};

/** Calls about one group, so that whatever else the functions are at does not count. */
const fixerCalls = (about: string, action?: string) =>
  control.calls({ caller: FIXER, about, ...(action !== undefined && { action }) });

describe('each port template', () => {
  const [reporting, closing] = [true, false].map((quiet) =>
    TEMPLATES.filter(({ defaultMode }) => (defaultMode === 'notify') === quiet),
  );

  test.for(reporting ?? [])('$id only reports by default: every row stays', async ({ id, ports }) => {
    const group = await newGroup();
    const rule = ports.map(({ protocol, from, to }) => permission(`${protocol} ${from}-${to}`, WORLD));
    const before = await authorize(ec2, group, rule);
    const [finding] = await settled(group, [id]);
    expect(finding).toMatchObject({ template: id, status: 'NOTIFIED' });
    expect(await ingressRules(ec2, group)).toHaveLength(before.length);
  });

  test.for(closing ?? [])(
    '$id: the world rows go, all others stay, and a finding says so',
    async ({ id, ports }) => {
      const group = await newGroup();
      const bad = ports.flatMap(({ protocol, from, to }) => [
        permission(`${protocol} ${from}-${to}`, WORLD, '::/0', '10.0.0.0/8', group),
      ]);
      const before = await authorize(ec2, group, [...bad, permission('tcp 443', WORLD)]);
      const [finding, ...others] = (await settled(group, [id])).filter(({ template }) => template === id);
      const after = await ingressRules(ec2, group);
      const kept = before.filter(
        (rule) => ![WORLD, '::/0'].includes(sourceOf(rule)) || rule.FromPort === 443,
      );
      expect(after.map((rule) => rule.SecurityGroupRuleId).sort()).toEqual(
        kept.map((rule) => rule.SecurityGroupRuleId).sort(),
      );
      expect(others).toEqual([]);
      expect(finding).toMatchObject({
        status: 'REMEDIATED',
        account: place.account,
        region: place.region,
        kept: kept.length,
        remediation: `${group}/1`,
        actor: { arn: expect.stringMatching(/:user\/sandbox$/) },
      });
      expect(finding?.violating).toHaveLength(ports.length * 2);
    },
  );
});

test('a group that an AWS service made for itself is reported, and stays as it is', async () => {
  const { GroupId: group = '' } = await ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: 'd-1234567890_controllers',
      Description: 'AWS created security group for d-1234567890 directory controllers',
      VpcId: await createVpc(ec2),
    }),
  );
  await authorize(ec2, group, [permission('tcp 135', WORLD), permission('tcp 445', WORLD)]);
  const findings = await settled(group, ['unrestricted-rpc-access', 'unrestricted-cifs-access']);
  expect(findings.map(({ status }) => status)).toEqual(['NOTIFIED', 'NOTIFIED']);
  expect(findings[0]?.note).toContain('AWS Directory Service made this group for itself');
  expect(await rows(group)).toEqual([`tcp 135 ${WORLD}`, `tcp 445 ${WORLD}`]);
});

test('the group of fifteen rows loses eleven and keeps four', async () => {
  const group = await newGroup();
  const list = await prefixList(`world-${group}`, WORLD);
  const keep = ['tcp 22|10.0.0.0/8', `tcp 22|${group}`, '-1|10.1.0.0/16', `tcp 443|${WORLD}`];
  const go = [
    `tcp 22|${WORLD}`,
    `tcp 20-30|${WORLD}`,
    'tcp 0-65535|::/0',
    `-1|${WORLD}`,
    ...['udp 1434', 'udp 53', 'tcp 27017', 'tcp 1521', 'udp 137-139', 'tcp 5900'].map((p) => `${p}|${WORLD}`),
    `tcp 3389|${list}`,
  ];
  const permissions = [...keep, ...go].map((row) => permission(...(row.split('|') as [string, string])));
  await authorize(ec2, group, permissions);
  const findings = await settled(
    group,
    TEMPLATES.map(({ id }) => id),
  );
  expect(await rows(group)).toEqual(
    ['tcp 22 10.0.0.0/8', `tcp 22 ${group}`, 'all 10.1.0.0/16', `tcp 443 ${WORLD}`].sort(),
  );
  expect(findings.map(({ template, status }) => [template, status]).sort()).toEqual(
    TEMPLATES.map(({ id, defaultMode }) => [id, defaultMode ? 'RESOLVED' : 'REMEDIATED']).sort(),
  );
});

describe('the matrix of ways to open SSH', () => {
  const matrix: readonly (readonly [
    string,
    boolean,
    (group: string) => Promise<IpPermission[]> | IpPermission[],
  ])[] = [
    ['tcp 22 from 0.0.0.0/0', true, () => [permission('tcp 22', WORLD)]],
    ['tcp 22 from ::/0', true, () => [permission('tcp 22', '::/0')]],
    ['tcp 22 from 0:0:0:0:0:0:0:0/0', true, () => [permission('tcp 22', '0:0:0:0:0:0:0:0/0')]],
    ['tcp 22 from ::0/0', true, () => [permission('tcp 22', '::0/0')]],
    ['tcp 0-65535', true, () => [permission('tcp 0-65535', WORLD)]],
    ['tcp 20-25', true, () => [permission('tcp 20-25', WORLD)]],
    ['all traffic', true, () => [permission('-1', WORLD)]],
    ['protocol 6', true, () => [permission('6 22', WORLD)]],
    ['two halves of IPv4', true, () => [permission('tcp 22', '0.0.0.0/1', '128.0.0.0/1')]],
    ['two halves of IPv6', true, () => [permission('tcp 22', '::/1', '8000::/1')]],
    ['a prefix list', true, async (group) => [permission('tcp 22', await prefixList(`ssh-${group}`, WORLD))]],
    ['udp 22', false, () => [permission('udp 22', WORLD)]],
    ['ICMP type 22', false, () => [permission('icmp 22--1', WORLD)]],
    ['all ICMP', false, () => [permission('icmp -1', WORLD)]],
    ['GRE', false, () => [permission('47', WORLD)]],
    ['tcp 443', false, () => [permission('tcp 443', WORLD)]],
    ['tcp 22 from 10.0.0.0/8', false, () => [permission('tcp 22', '10.0.0.0/8')]],
    ['all traffic from 10.0.0.0/8', false, () => [permission('-1', '10.0.0.0/8')]],
  ];
  const icmp = (given: IpPermission): IpPermission =>
    given.IpProtocol === 'icmp' || given.IpProtocol === '47'
      ? { ...given, FromPort: given.FromPort === 22 ? 22 : -1, ToPort: -1 }
      : given;
  test.for(matrix)('%s: closed %s', async ([, violates, make]) => {
    const group = await newGroup();
    const before = await authorize(ec2, group, (await make(group)).map(icmp));
    // Events keep no order: what must stay has been judged once nothing is on its way any more.
    const probe = violates ? [] : [permission('tcp 23', WORLD)];
    if (probe.length > 0) await authorize(ec2, group, probe);
    await settled(group, [violates ? 'unrestricted-ssh-access' : 'unrestricted-telnet-access']);
    await control.idle();
    expect(await ingressRules(ec2, group)).toHaveLength(violates ? 0 : before.length);
  });
  test('covers eighteen cases', () => expect(matrix).toHaveLength(18));
});

describe('the calls of one event', () => {
  const counted = async (group: string) => {
    await settled(group, ['unrestricted-ssh-access']);
    await control.idle();
    return (await fixerCalls(group)).filter(({ service }) => service === 'ec2' || service === 'dynamodb');
  };
  test('a violating one: two describes, one revoke, beside it who uses the group, and the ledger’s read and two writes', async () => {
    const group = await newGroup();
    // Our own revoke comes back as an event; the rule lets it wake nobody.
    await authorize(ec2, group, [
      permission('tcp 22', WORLD, '::/0', '10.0.0.0/8'),
      permission('tcp 21-23', WORLD),
    ]);
    const calls = (await counted(group)).map(({ service, action }) => `${service} ${action}`);
    // The two describes are under way at the same time.
    expect(calls.filter((call) => call.startsWith('ec2')).sort()).toEqual([
      'ec2 DescribeNetworkInterfaces',
      'ec2 DescribeSecurityGroupRules',
      'ec2 DescribeSecurityGroups',
      'ec2 RevokeSecurityGroupIngress',
    ]);
    expect(calls.filter((call) => call === 'dynamodb PutItem')).toHaveLength(2);
    // The ledger and the resource's exceptions, side by side, and beside them the emergency stop, which is of all groups.
    expect(calls.filter((call) => call === 'dynamodb Query')).toHaveLength(2);
    expect(calls).toHaveLength(8);
  });
  test('a clean one: one describe', async () => {
    const group = await newGroup();
    await authorize(ec2, group, [permission('tcp 443', WORLD)]);
    await until('the describe of a clean event', async () => (await fixerCalls(group)).length > 0);
    await control.idle();
    expect((await fixerCalls(group)).map(({ action }) => action)).toEqual(['DescribeSecurityGroupRules']);
  });
});

describe('other ways in', () => {
  test('a safe row that is modified into an open one is closed', async () => {
    const group = await newGroup();
    const [rule] = await authorize(ec2, group, [permission('tcp 22', '10.0.0.0/8')]);
    await ec2.send(
      new ModifySecurityGroupRulesCommand({
        GroupId: group,
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: rule?.SecurityGroupRuleId,
            SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: WORLD },
          },
        ],
      }),
    );
    await settled(group, ['unrestricted-ssh-access']);
    expect(await rows(group)).toEqual([]);
  });
  test('ten copies of an event make one revoke and one finding', async () => {
    const group = await newGroup();
    await control.addEventRule({ eventName: 'AuthorizeSecurityGroupIngress', times: 1, copies: 10 });
    await authorize(ec2, group, [permission('tcp 22', WORLD)]);
    await settled(group, ['unrestricted-ssh-access']);
    await authorize(ec2, group, [permission('tcp 23', WORLD)]);
    await settled(group, ['unrestricted-telnet-access']);
    await control.idle();
    expect(await fixerCalls(group, 'RevokeSecurityGroupIngress')).toHaveLength(2);
    expect((await about(group)).map(({ template }) => template)).toEqual([
      'unrestricted-ssh-access',
      'unrestricted-telnet-access',
    ]);
  });
  test('an event that comes after its row was revoked changes nothing', async () => {
    const group = await newGroup();
    await control.addEventRule({ eventName: 'AuthorizeSecurityGroupIngress', times: 1, delayMs: 500 });
    const [rule] = await authorize(ec2, group, [permission('tcp 22', WORLD)]);
    const SecurityGroupRuleIds = [rule?.SecurityGroupRuleId ?? ''];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds }));
    await authorize(ec2, group, [permission('tcp 23', WORLD)]);
    await settled(group, ['unrestricted-telnet-access']);
    await until('the late event', async () => (await control.records()).length > 0);
    await control.idle();
    expect((await about(group)).map(({ template }) => template)).toEqual(['unrestricted-telnet-access']);
  });
});

describe('what goes wrong', () => {
  test('a refused revoke is a FAILED finding, open in Security Hub, and the row is still there', async () => {
    const group = await newGroup();
    await control.addFault({
      service: 'ec2',
      action: 'RevokeSecurityGroupIngress',
      caller: FIXER,
      about: group,
      status: 403,
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation.',
    });
    await authorize(ec2, group, [permission('tcp 22', WORLD)]);
    const [finding] = await settled(group, ['unrestricted-ssh-access']);
    expect(finding).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('UnauthorizedOperation'),
    });
    expect(await rows(group)).toEqual([`tcp 22 ${WORLD}`]);
    const [imported] = await until('the finding in Security Hub', async () => {
      const found = await hubFindings(finding?.resource.arn ?? '');
      return found.length > 0 && found;
    });
    expect(imported).toMatchObject({ Compliance: { Status: 'FAILED' }, Workflow: { Status: 'NEW' } });
  });
  test('a throttled revoke is tried again until it is done', async () => {
    const group = await newGroup();
    const fault = { service: 'ec2', action: 'RevokeSecurityGroupIngress', caller: FIXER, about: group };
    await control.addFault({ ...fault, status: 503, code: 'RequestLimitExceeded', times: 4 });
    await authorize(ec2, group, [permission('tcp 22', WORLD)]);
    const [finding] = await settled(group, ['unrestricted-ssh-access']);
    expect(finding).toMatchObject({ status: 'REMEDIATED', remediation: `${group}/1` });
    expect(await rows(group)).toEqual([]);
  });
});
