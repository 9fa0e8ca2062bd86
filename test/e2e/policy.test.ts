import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateManagedPrefixListCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteTagsCommand,
  type IpPermission,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Explanation } from '../../cli/explain/explain.ts';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import type { Clients } from '../../sandbox/clients.ts';
import { authorize, createGroup, ingressRules, portsOf, sourceOf } from '../../sandbox/group.ts';
import { until } from '../../sandbox/until.ts';
import { type PolicyCloud, startPolicyCloud } from './support/policy-cloud.ts';

const SSH = 'unrestricted-ssh-access';
const TELNET = 'unrestricted-telnet-access';
const DNS = 'unrestricted-dns-access';
const CIFS = 'unrestricted-cifs-access';
const RDP = 'unrestricted-remote-desktop-access';
const VNC = 'unrestricted-vnc-server-access';
const NEO4J = 'unrestricted-neo4j-access';
const FIXER = ':role/Drawbridge-SecurityGroup';
const AUDIT = { Key: 'CASB-Audit', Value: 'No' };

/** The example of the documentation, with names that exist here, and what it leaves out. */
const policyFor = (bastion: string): string => `
mode: remediate
notifyTags: [Owner, CASB-Audit]
help: "Ask #cloud-security"
accounts:
  Test: "111122223333"
  Here: "123456789012"
templates:
  ${DNS}: { mode: notify }
  unrestricted-smtp-access: { mode: off }
  ${SSH}: { ranges: split }
  ${TELNET}: { ranges: split }
customTemplates:
  - id: ${NEO4J}
    title: Unrestricted Neo4j Access
    severity: HIGH
    ports: [{ protocol: tcp, from: 7687 }]
overrides:
  - { accounts: [Test], mode: off }
  - { accounts: [Here], regions: ["us-*"], templates: [unrestricted-rpc-access], mode: notify }
  - { regions: [eu-west-1], templates: [unrestricted-rpc-access], mode: off }
  - { tags: { Stage: [dev, "test-*"] }, mode: notify }
exclusions:
  - accounts: [Test]
  - tags: { CASB-Audit: "No" }
  - resources: [${bastion}, public-website-bucket]
    templates: [${SSH}]
    sources: [0.0.0.0/0]
    until: 2199-01-31
    owner: web-team@example.com
    reason: Bastion until the VPN is live
  - accounts: [Here]
    templates: [${VNC}]
    reason: VNC is watched by another tool
  - resources: ["by-name-*", "arn:aws:ec2:*:123456789012:security-group/sg-ffffffffffffffff?"]
    templates: [${RDP}]
    reason: Desktops of the lab
  - resources: ["over-*"]
    until: 2020-01-01
    reason: Over long ago
`;

let cloud: PolicyCloud;
let vpc = '';
let subnet = '';
let bastion = '';

const prepare = async ({ ec2 }: Clients): Promise<string> => {
  vpc = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc?.VpcId ?? '';
  const made = await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.0.1.0/24' }));
  subnet = made.Subnet?.SubnetId ?? '';
  bastion = await createGroup(ec2, vpc, 'bastion');
  return policyFor(bastion);
};

beforeAll(async () => {
  cloud = await startPolicyCloud(prepare);
}, 300_000);
afterEach(async () => {
  await cloud.control.clearFaults();
  await cloud.control.clearEvents();
});
afterAll(() => cloud?.stop());

const newGroup = (name = 'test'): Promise<string> =>
  createGroup(cloud.clients.ec2, vpc, `${name}-${crypto.randomUUID()}`);

const newInstance = async (...groups: readonly string[]): Promise<string> => {
  const { Instances: [instance] = [] } = await cloud.clients.ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-12c6146b',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnet,
      SecurityGroupIds: [...groups],
    }),
  );
  return instance?.InstanceId ?? '';
};

const tag = (resource: string, value = AUDIT.Value) =>
  cloud.clients.ec2.send(
    new CreateTagsCommand({ Resources: [resource], Tags: [{ ...AUDIT, Value: value }] }),
  );
const untag = (resource: string) =>
  cloud.clients.ec2.send(new DeleteTagsCommand({ Resources: [resource], Tags: [{ Key: AUDIT.Key }] }));

/** `tcp 20-30 from 0.0.0.0/0` and so on; several sources with commas. */
const permission = (text: string): IpPermission => {
  const [traffic = '', from = ''] = text.split(' from ');
  const [IpProtocol, span] = traffic.split(' ');
  const [FromPort, ToPort = FromPort] = span?.split('-').map(Number) ?? [];
  const sources = from.split(',');
  return {
    IpProtocol,
    ...(FromPort !== undefined && { FromPort, ToPort }),
    IpRanges: sources.filter((one) => one.includes('.')).map((CidrIp) => ({ CidrIp, Description: 'a row' })),
    Ipv6Ranges: sources.filter((one) => one.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: sources.filter((one) => one.startsWith('pl-')).map((PrefixListId) => ({ PrefixListId })),
  };
};

const rows = async (group: string): Promise<readonly string[]> =>
  (await ingressRules(cloud.clients.ec2, group))
    .map((rule) => `${portsOf(rule).replace('all', 'all traffic')} from ${sourceOf(rule)}`)
    .sort();

const about = async (group: string): Promise<readonly Finding[]> =>
  (await cloud.inbox.findings()).filter(({ resource }) => resource.id === group);

const found = (group: string, template: string, status: string): Promise<Finding> =>
  until(`${template} ${status} of ${group}`, async () =>
    (await about(group)).find((finding) => finding.template === template && finding.status === status),
  );

const withoutId = (text: string): string => text.replace(/ \(sgr-\w+\)$/, '');

const explain = async (group: string): Promise<Explanation> => {
  const { stdout, stderr, code } = await cloud.cli('explain', group, '--json');
  expect([0, 1], stderr).toContain(code);
  const [explanation] = JSON.parse(stdout) as Explanation[];
  if (!explanation) throw new Error(`No explanation of ${group}: ${stderr}`);
  expect(code).toBe(explanation.parts.some(({ violates }) => violates.length > 0) ? 1 : 0);
  return explanation;
};

/** Opens rows unseen, asks what would happen, then lets the event through and sees whether it does. */
const open = async (group: string, ...texts: readonly string[]): Promise<Explanation> => {
  const { control, clients } = cloud;
  await control.addEventRule({
    eventName: 'AuthorizeSecurityGroupIngress',
    caller: 'user/',
    drop: true,
    times: 1,
  });
  await authorize(clients.ec2, group, texts.map(permission));
  const record = await until('the record', async () =>
    (await control.records()).findLast(
      ({ eventName, requestParameters }) =>
        eventName === 'AuthorizeSecurityGroupIngress' && JSON.stringify(requestParameters).includes(group),
    ),
  );
  const before = await rows(group);
  const explanation = await explain(group);
  const told = Object.entries(explanation.would.findings);
  expect(told.length).toBeGreaterThan(0);
  await control.deliver(record);
  for (const [template, { status }] of told) await found(group, template, status);
  const after = await rows(group);
  const { remove, add, keep } = explanation.would;
  expect(after).toEqual(
    [...before.filter((row) => !remove.map(withoutId).includes(row)), ...add.map(withoutId)].sort(),
  );
  expect(keep).toBe(after.length);
  const findings = await about(group);
  expect(findings.map(({ template }) => template).sort()).toEqual(told.map(([template]) => template).sort());
  for (const finding of findings) {
    const { status, exclusion, error, violating } = explanation.would.findings[finding.template] ?? {};
    expect({ status, exclusion, error }).toEqual({
      status: finding.status,
      exclusion: finding.exclusion,
      error: finding.error,
    });
    expect(violating?.map(withoutId)).toEqual(finding.violating.map(withoutId));
  }
  return explanation;
};

const statusOf = ({ would }: Explanation) =>
  Object.fromEntries(Object.entries(would.findings).map(([template, { status }]) => [template, status]));

describe('modes', () => {
  test('notify only reports, off does neither, and a row goes if one template remediates it', async () => {
    const group = await newGroup();
    const explanation = await open(
      group,
      'tcp 53 from 0.0.0.0/0',
      'tcp 25 from 0.0.0.0/0',
      'tcp 445 from 0.0.0.0/0',
    );
    expect(statusOf(explanation)).toEqual({ [DNS]: 'NOTIFIED', [CIFS]: 'REMEDIATED' });
    expect(await rows(group)).toEqual(['tcp 25 from 0.0.0.0/0', 'tcp 53 from 0.0.0.0/0']);
  });
  test('a template of the policy is as good as a built-in one', async () => {
    const group = await newGroup();
    const explanation = await open(group, 'tcp 7600-7700 from ::/0', 'tcp 7687 from 10.0.0.0/8');
    expect(statusOf(explanation)).toEqual({ [NEO4J]: 'REMEDIATED' });
    expect(await rows(group)).toEqual(['tcp 7687 from 10.0.0.0/8']);
    expect(await found(group, NEO4J, 'REMEDIATED')).toMatchObject({
      title: 'Unrestricted Neo4j Access',
      severity: 'HIGH',
    });
  });
});

test('a finding names the resource, the tags that were asked for, who uses it, and what to do, whom to ask last', async () => {
  const group = await newGroup('shop');
  await cloud.clients.ec2.send(
    new CreateTagsCommand({
      Resources: [group],
      Tags: [
        { Key: 'Owner', Value: 'alice' },
        { Key: 'Cost', Value: '7' },
      ],
    }),
  );
  const instance = await newInstance(group);
  await authorize(cloud.clients.ec2, group, [permission('tcp 445 from 0.0.0.0/0')]);
  const finding = await found(group, CIFS, 'REMEDIATED');
  expect(finding).toMatchObject({
    resource: { name: expect.stringMatching(/^shop-/), tags: { Owner: 'alice' } },
    usedBy: [expect.stringMatching(`^instance ${instance} \\(`)],
    console: `https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#SecurityGroup:groupId=${group}`,
  });
  expect(finding.next?.at(0)?.command).toContain(`drawbridge undo ${group}/1 --region us-east-1`);
  expect(finding.next?.at(1)?.command).toMatch(/^aws ec2 authorize-security-group-ingress /);
  expect(finding.next?.at(-1)).toEqual({ what: 'Ask #cloud-security' });
});

describe('an override', () => {
  test('by account, region and template is exact, and explain says which', async () => {
    const group = await newGroup();
    const explanation = await open(group, 'tcp 135 from 0.0.0.0/0', 'tcp 445 from 0.0.0.0/0');
    expect(statusOf(explanation)).toEqual({ [CIFS]: 'REMEDIATED', 'unrestricted-rpc-access': 'NOTIFIED' });
    const [violation] = explanation.parts.flatMap(({ violates }) =>
      violates.filter(({ template }) => template === 'unrestricted-rpc-access'),
    );
    expect(violation).toMatchObject({ mode: 'notify', override: expect.stringMatching(/\.yaml:\d+$/) });
    expect((await found(group, 'unrestricted-rpc-access', 'NOTIFIED')).note).toContain('the override of');
  });

  test('by tag lowers every template, until the tag is off', async () => {
    const group = await newGroup();
    const Tags = [{ Key: 'Stage', Value: 'test-7' }];
    await cloud.clients.ec2.send(new CreateTagsCommand({ Resources: [group], Tags }));
    expect(statusOf(await open(group, 'tcp 445 from 0.0.0.0/0'))).toEqual({ [CIFS]: 'NOTIFIED' });
    await cloud.clients.ec2.send(new DeleteTagsCommand({ Resources: [group], Tags }));
    await found(group, CIFS, 'REMEDIATED');
    expect(await rows(group)).toEqual([]);
  });
});

describe('exclusions', () => {
  test('by resource, template and source spare just that row, with owner, reason and end', async () => {
    const explanation = await open(bastion, 'tcp 22 from 0.0.0.0/0,::/0', 'tcp 445 from 0.0.0.0/0');
    expect(await rows(bastion)).toEqual(['tcp 22 from 0.0.0.0/0']);
    expect(statusOf(explanation)).toEqual({ [SSH]: 'REMEDIATED', [CIFS]: 'REMEDIATED' });
    const [four, six] = ['0.0.0.0/0', '::/0'].map((cidr) =>
      explanation.parts.find(({ part }) => part.startsWith(`tcp 22 from ${cidr}`)),
    );
    expect(four?.violates).toMatchObject([
      { template: SSH, fate: 'exclude', excludedBy: expect.stringMatching(/^policy-\w+\.yaml:\d+$/) },
    ]);
    expect(six?.violates[0]?.almost).toContainEqual({
      origin: four?.violates[0]?.excludedBy,
      key: 'sources',
      why: '::/0 is not within 0.0.0.0/0',
    });
    expect(await found(bastion, SSH, 'REMEDIATED')).toMatchObject({
      violating: [expect.stringContaining('tcp 22 from ::/0')],
      exclusion: {
        reason: 'Bastion until the VPN is live',
        owner: 'web-team@example.com',
        until: '2199-01-31',
      },
    });
  });
  test('of an account hold in that account only', async () => {
    const group = await newGroup();
    const explanation = await open(group, 'tcp 5900 from 0.0.0.0/0', 'tcp 3389 from 0.0.0.0/0');
    expect(statusOf(explanation)).toEqual({ [VNC]: 'EXCLUDED', [RDP]: 'REMEDIATED' });
    expect(await rows(group)).toEqual(['tcp 5900 from 0.0.0.0/0']);
  });
  test('go by the name of a group, with a star', async () => {
    const group = await newGroup('by-name');
    const explanation = await open(group, 'udp 3389 from 0.0.0.0/0');
    expect(statusOf(explanation)).toEqual({ [RDP]: 'EXCLUDED' });
    expect(await found(group, RDP, 'EXCLUDED')).toMatchObject({
      exclusion: { reason: 'Desktops of the lab' },
    });
  });
  test('end with their last day', async () => {
    const group = await newGroup('over');
    const explanation = await open(group, 'tcp 445 from 0.0.0.0/0');
    expect(statusOf(explanation)).toEqual({ [CIFS]: 'REMEDIATED' });
    expect(explanation.parts[0]?.violates[0]?.almost).toContainEqual({
      origin: expect.stringMatching(/^policy-\w+\.yaml:\d+$/),
      key: 'until',
      why: expect.stringMatching(/^it ended after 2020-01-01, and today is /),
    });
  });
});

describe('a tag', () => {
  test('on the group spares it until it is taken off', async () => {
    const group = await newGroup();
    await tag(group);
    expect(statusOf(await open(group, 'tcp 445 from 0.0.0.0/0'))).toEqual({ [CIFS]: 'EXCLUDED' });
    expect(await found(group, CIFS, 'EXCLUDED')).toMatchObject({
      exclusion: { reason: 'excluded by the policy: tag CASB-Audit=No' },
    });
    await untag(group);
    await found(group, CIFS, 'REMEDIATED');
    expect(await rows(group)).toEqual([]);
  });
  test('on an instance spares its group until it is changed', async () => {
    const group = await newGroup();
    const instance = await newInstance(group);
    await tag(instance);
    expect(statusOf(await open(group, 'tcp 445 from 0.0.0.0/0'))).toEqual({ [CIFS]: 'EXCLUDED' });
    await tag(instance, 'Yes');
    await found(group, CIFS, 'REMEDIATED');
    expect(await rows(group)).toEqual([]);
  });
  test('on one of two instances leaves their group alone, and a finding names both', async () => {
    const group = await newGroup();
    const [tagged, other] = [await newInstance(group), await newInstance(group)];
    await tag(tagged);
    const explanation = await open(group, 'tcp 445 from 0.0.0.0/0');
    expect(statusOf(explanation)).toEqual({ [CIFS]: 'NOTIFIED' });
    expect((await found(group, CIFS, 'NOTIFIED')).note).toMatch(
      new RegExp(`${tagged}.*${other}|${other}.*${tagged}`),
    );
    expect(await rows(group)).toEqual(['tcp 445 from 0.0.0.0/0']);
    await tag(other);
    await found(group, CIFS, 'EXCLUDED');
    await untag(tagged);
    await untag(other);
    await found(group, CIFS, 'REMEDIATED');
  });
  test('that cannot be read changes nothing, and the finding says why', async () => {
    const group = await newGroup();
    await cloud.control.addFault({
      service: 'ec2',
      action: 'DescribeTags',
      caller: FIXER,
      status: 403,
      code: 'UnauthorizedOperation',
      message: 'You are not authorized to perform this operation.',
    });
    await authorize(cloud.clients.ec2, group, [permission('tcp 445 from 0.0.0.0/0')]);
    const { error } = await found(group, CIFS, 'FAILED');
    expect(error).toContain(
      `the tags of ${group} cannot be read, so it cannot be told whether the exclusion of policy-`,
    );
    expect(await rows(group)).toEqual(['tcp 445 from 0.0.0.0/0']);
    await tag(group, 'Yes');
    await found(group, CIFS, 'REMEDIATED');
  });
});

describe('a split', () => {
  test('leaves the rest of a range open, in both families and from a prefix list, with description', async () => {
    const group = await newGroup();
    const { PrefixList } = await cloud.clients.ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: 'world',
        AddressFamily: 'IPv4',
        MaxEntries: 2,
        Entries: [{ Cidr: '0.0.0.0/0' }],
      }),
    );
    const list = PrefixList?.PrefixListId ?? '';
    const explanation = await open(
      group,
      'tcp 22-24 from 0.0.0.0/0,::/0',
      `tcp 22-30 from ${list}`,
      'tcp 443 from 0.0.0.0/0',
    );
    expect(statusOf(explanation)).toEqual({ [SSH]: 'REMEDIATED', [TELNET]: 'REMEDIATED' });
    expect(await rows(group)).toEqual(
      [
        'tcp 24 from 0.0.0.0/0',
        'tcp 24 from ::/0',
        `tcp 24-30 from ${list}`,
        'tcp 443 from 0.0.0.0/0',
      ].sort(),
    );
    const left = await ingressRules(cloud.clients.ec2, group);
    expect(left.find((rule) => sourceOf(rule) === '0.0.0.0/0' && rule.FromPort === 24)?.Description).toBe(
      'a row',
    );
    expect((await found(group, SSH, 'REMEDIATED')).note).toMatch(/^Put in their place: tcp 24 from /);
  });
  test('is undone as a whole: the row comes back, and the rest of it goes', async () => {
    const group = await newGroup();
    await open(group, 'tcp 22-24 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0');
    const { remediation = '' } = await found(group, SSH, 'REMEDIATED');
    const { code, stderr } = await cloud.cli('undo', remediation, '--yes', '--reason', 'cut-over');
    expect(code, stderr).toBe(0);
    await found(group, SSH, 'EXCLUDED');
    await found(group, TELNET, 'EXCLUDED');
    expect(await rows(group)).toEqual(['tcp 22-24 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0']);
  });
  test('is none where a template that does not split is violated as well, nor of all traffic', async () => {
    const group = await newGroup();
    const explanation = await open(group, 'tcp 20-25 from 0.0.0.0/0', '-1 from ::/0');
    expect(explanation.would.add).toEqual([]);
    expect(await rows(group)).toEqual([]);
  });
  test('that AWS has no room for leaves the group as it was', async () => {
    const group = await newGroup();
    await cloud.control.addFault({
      service: 'ec2',
      action: 'AuthorizeSecurityGroupIngress',
      caller: FIXER,
      status: 400,
      code: 'RulesPerSecurityGroupLimitExceeded',
      message: 'The maximum number of rules per security group has been reached.',
    });
    await authorize(cloud.clients.ec2, group, [permission('tcp 22-24 from 0.0.0.0/0')]);
    const { error } = await found(group, SSH, 'FAILED');
    expect(error).toContain('the group was left as it was');
    await found(group, TELNET, 'FAILED');
    expect(await rows(group)).toEqual(['tcp 22-24 from 0.0.0.0/0']);
  });
});

test('what was only reported is closed by a person with fix, booked as that person’s, and undone', async () => {
  const group = await newGroup();
  await authorize(cloud.clients.ec2, group, [permission('tcp 53 from 0.0.0.0/0,10.0.0.0/8')]);
  await found(group, DNS, 'NOTIFIED');
  expect(await cloud.cli('fix', group, '--template', CIFS, '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it was never reported'),
  });
  const fixed = await cloud.cli('fix', group, '--template', DNS, '--yes', '--json');
  expect(fixed).toMatchObject({ code: 0 });
  expect(JSON.parse(fixed.stdout)).toMatchObject({
    closed: [expect.stringMatching(/^tcp 53 from 0\.0\.0\.0\/0/)],
    left: [],
  });
  expect(await rows(group)).toEqual(['tcp 53 from 10.0.0.0/8']);
  const { remediation = '', note } = await found(group, DNS, 'REMEDIATED');
  expect(note).toMatch(/Approved by \S+:user\/sandbox/);
  const undone = await cloud.cli('undo', remediation, '--yes', '--reason', 'a mistake', '--json');
  expect(undone).toMatchObject({ code: 0 });
  expect(await rows(group)).toEqual(['tcp 53 from 0.0.0.0/0', 'tcp 53 from 10.0.0.0/8']);
  await found(group, DNS, 'EXCLUDED');
  expect(await cloud.cli('fix', group, '--template', DNS, '--yes')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('alone: Exception'),
  });
});

test('another file explains otherwise and says so; --deployed judges by what the functions go by', async () => {
  const group = await newGroup();
  await authorize(cloud.clients.ec2, group, [permission('tcp 53 from 0.0.0.0/0')]);
  await found(group, DNS, 'NOTIFIED');
  const file = join(await mkdtemp(join(tmpdir(), 'drawbridge-')), 'policy.yaml');
  await writeFile(file, `templates: { ${DNS}: { mode: remediate } }\n`);
  const explained = async (...more: string[]) => {
    const { stdout, stderr } = await cloud.cliWith(file, 'explain', group, '--json', ...more);
    const [explanation] = JSON.parse(stdout) as Explanation[];
    return { fate: explanation && statusOf(explanation)[DNS], stderr };
  };
  expect(await explained()).toEqual({
    fate: 'REMEDIATED',
    stderr: expect.stringContaining('goes by another policy than this file'),
  });
  expect(await explained('--deployed')).toEqual({ fate: 'NOTIFIED', stderr: '' });
  const modes = async (...more: string[]) => {
    const { stdout, stderr } = await cloud.cliWith(file, 'templates', '--json', ...more);
    const rows = JSON.parse(stdout) as { readonly id: string; readonly mode: string }[];
    return { mode: rows.find(({ id }) => id === DNS)?.mode, stderr };
  };
  expect(await modes()).toEqual({ mode: 'remediate', stderr: expect.stringContaining('another policy') });
  expect(await modes('--deployed')).toEqual({ mode: 'notify', stderr: '' });
});

test('afterwards the explanation tells what was removed, when, and how to put it back', async () => {
  const group = await newGroup();
  await authorize(cloud.clients.ec2, group, [permission('tcp 445 from 0.0.0.0/0')]);
  const { remediation = '' } = await found(group, CIFS, 'REMEDIATED');
  const { stdout, code } = await cloud.cli('explain', group);
  expect(code).toBe(0);
  expect(stdout).toContain('It lets nobody in.');
  expect(stdout).toMatch(
    /Last removed, \S+Z, after AuthorizeSecurityGroupIngress by arn:aws:iam::123456789012:user\//,
  );
  expect(stdout).toContain('- tcp 445 from 0.0.0.0/0');
  expect(stdout).toContain(`npx --no -- drawbridge undo ${remediation}`);
});

test('what is not there is wrong use, with a word what to do', async () => {
  const { code, stderr } = await cloud.cli('explain', 'sg-00000000000000000');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('There is no sg-00000000000000000'),
  });
});
