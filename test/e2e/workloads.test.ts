import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DescribeSnapshotsCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetFindingsCommand } from '@aws-sdk/client-securityhub';
import {
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type NewMachine, startMachine } from '../../sandbox/machines.ts';
import { type Mirror, startMirror } from '../../sandbox/mirror.ts';
import { until } from '../../sandbox/until.ts';
import { writePlanted } from '../workloads/images/planted.ts';
import { pem, SAMPLES } from '../workloads/secrets/samples.ts';
import { THREAT_SAMPLES } from '../workloads/threats/samples.ts';
import { type PolicyCloud, startPolicyCloud } from './support/policy-cloud.ts';

const range = (ecosystem: string, name: string, fixed: string) => ({
  package: { ecosystem, name },
  ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed }] }],
});

const PUBLISHED = {
  osv: {
    Debian: [
      {
        id: 'DEBIAN-CVE-2024-0001',
        upstream: ['CVE-2024-0001'],
        severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
        affected: [range('Debian:12', 'glibc', '2.99-1')],
      },
      {
        id: 'DEBIAN-CVE-2024-0002',
        upstream: ['CVE-2024-0002'],
        severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H' }],
        affected: [range('Debian:12', 'perl', '5.99-1')],
      },
    ],
    AlmaLinux: [
      {
        id: 'ALSA-2023:5453',
        summary: 'Important: glibc security update',
        related: ['CVE-2023-4527', 'CVE-2023-4806', 'CVE-2023-4813', 'CVE-2023-4911'],
        affected: [range('AlmaLinux:9', 'glibc', '2.34-60.el9_2.7')],
      },
    ],
    npm: [],
    PyPI: [],
  },
  kev: ['CVE-2024-0001', 'CVE-2023-4911'],
  epss: { 'CVE-2024-0001': 0.9, 'CVE-2024-0002': 0.05 },
};

let cloud: PolicyCloud;
let mirror: Mirror;
let sfn: SFNClient;

beforeAll(async () => {
  mirror = await startMirror(PUBLISHED);
  cloud = await startPolicyCloud(
    async () => `
mode: notify
workloads: { mirror: "${mirror.url}", skipTags: [CG_AWP_SKIP_SCAN, no-scan] }
exclusions:
  - { cves: [CVE-2024-0002], reason: not reachable }
`,
  );
  sfn = new SFNClient(cloud.config);
});

afterAll(async () => {
  await cloud?.stop();
  await mirror?.close();
});

const machineArn = (): string => cloud.outputs['WorkloadsStateMachineArn'] ?? '';

const begin = async (...instances: readonly string[]): Promise<string> => {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: machineArn(),
      input: JSON.stringify(instances.length > 0 ? { instances } : {}),
    }),
  );
  return executionArn;
};

/** Runs to the end. @returns its summary */
const end = async (executionArn: string) => {
  const description = await until(`the end of ${executionArn}`, async () => {
    const now = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return now.status !== 'RUNNING' && now;
  });
  expect(description).toMatchObject({ status: 'SUCCEEDED' });
  return JSON.parse(description.output ?? '') as { done: number; failures: { failed: string }[] };
};

const run = async (...instances: readonly string[]) => end(await begin(...instances));

const machine = (options: NewMachine = { image: 'debian.ext4' }): Promise<string> =>
  startMachine(cloud.clients.ec2, cloud.control, options);

const snapshots = async () =>
  (await cloud.clients.ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots ?? [];

const hubFindings = (about: string) =>
  until(`${about} in Security Hub`, async () => {
    const { Findings = [] } = await cloud.clients.securityHub.send(
      new GetFindingsCommand({ MaxResults: 100 }),
    );
    const found = Findings.filter(({ Id }) => Id?.includes(about));
    return found.length > 0 && found;
  });

const findingOf = (id: string, template: string, status: string) =>
  cloud.inbox.finding(
    `${template} of ${id}, ${status}`,
    (finding) => finding.resource.id === id && finding.template === template && finding.status === status,
  );

test('a first scan says that advisories are lacking, fetches them, and the next finds what is exploited', async () => {
  const id = await machine();
  expect(await run(id)).toMatchObject({ done: 1, failures: [] });
  expect(await findingOf(id, 'workload-not-scanned', 'NOTIFIED')).toMatchObject({
    violating: ['Unsupported: there are no advisories for Debian:12'],
  });
  expect(await run(id)).toMatchObject({ done: 1, failures: [] });
  await findingOf(id, 'workload-not-scanned', 'RESOLVED');
  expect(await findingOf(id, 'workload-exploited-vulnerability', 'NOTIFIED')).toMatchObject({
    severity: 'HIGH',
    resource: { type: 'AwsEc2Instance', kind: 'ec2-instance', id },
    violating: [
      expect.stringMatching(/^libc-bin \S+ → 2\.99-1, CVE-2024-0001 KEV$/),
      expect.stringMatching(/^libc6 /),
    ],
  });
  expect(await findingOf(id, 'workload-vulnerability', 'EXCLUDED')).toMatchObject({
    exclusion: { reason: 'not reachable' },
  });
  expect(await snapshots()).toEqual([]);
});

const EXPLOITED = 'workload-exploited-vulnerability';
const GAP = 'workload-not-scanned';

/** One whose findings are known already. */
const scannedMachine = async (): Promise<string> => {
  const id = await machine();
  expect(await run(id)).toMatchObject({ done: 1, failures: [] });
  await findingOf(id, EXPLOITED, 'NOTIFIED');
  return id;
};

test('an AlmaLinux on XFS is known by its rpm database, and what the Internet reaches is critical', async () => {
  const { ec2 } = cloud.clients;
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web' }),
  );
  const web = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [web] }));
  const id = await machine({ image: 'alma.xfs', groups: [GroupId] });
  await run(id);
  await run(id);
  expect(await findingOf(id, EXPLOITED, 'NOTIFIED')).toMatchObject({
    severity: 'CRITICAL',
    violating: ['glibc 0:2.34-60.el9 → 2.34-60.el9_2.7, CVE-2023-4527 KEV'],
    note: 'The Internet reaches it on tcp 443. To fix: dnf upgrade glibc.',
    risk: expect.any(Number),
  });
  const findings = await hubFindings(`instance/${id}`);
  expect(findings).toContainEqual(
    expect.objectContaining({
      Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
      Vulnerabilities: expect.arrayContaining([
        expect.objectContaining({ Id: 'CVE-2023-4911', ExploitAvailable: 'YES', FixAvailable: 'YES' }),
      ]),
    }),
  );
});

test('a tag leaves an instance out: its findings are excluded by it, and come back without', async () => {
  const { ec2 } = cloud.clients;
  const id = await scannedMachine();
  const tags = { Resources: [id], Tags: [{ Key: 'no-scan', Value: 'until March' }] };
  await ec2.send(new CreateTagsCommand(tags));
  await run();
  const exclusion = { reason: 'it bears the tag no-scan' };
  expect(await findingOf(id, EXPLOITED, 'EXCLUDED')).toMatchObject({ exclusion });
  expect(await findingOf(id, GAP, 'EXCLUDED')).toMatchObject({ exclusion });
  expect(await cloud.control.calls({ action: 'CreateSnapshots', about: id })).toHaveLength(1);
  await ec2.send(new DeleteTagsCommand(tags));
  await run();
  await findingOf(id, GAP, 'RESOLVED');
  expect(await cloud.control.calls({ action: 'CreateSnapshots', about: id })).toHaveLength(2);
});

describe('snapshots are gone and the status is right', () => {
  afterEach(async () => {
    expect(await cloud.control.pendingFaults()).toEqual([]);
    expect(await snapshots()).toEqual([]);
  });

  test('when EBS throttles', async () => {
    const id = await machine();
    await cloud.control.addFault({
      service: 'ebs',
      action: 'GetSnapshotBlock',
      status: 400,
      code: 'RequestThrottledException',
      times: 4,
    });
    expect(await run(id)).toMatchObject({ done: 1, failures: [] });
    await findingOf(id, EXPLOITED, 'NOTIFIED');
  });

  test('when a bit is another one', async () => {
    const id = await machine();
    await cloud.control.addFault({ service: 'ebs', action: 'GetSnapshotBlock', flipBit: true, times: 2 });
    expect(await run(id)).toMatchObject({ done: 1, failures: [] });
    await findingOf(id, EXPLOITED, 'NOTIFIED');
  });

  test('when EC2 takes its time', async () => {
    const id = await machine({ image: 'debian.ext4', pendingLooks: 6 });
    expect(await run(id)).toMatchObject({ done: 1, failures: [] });
    await findingOf(id, EXPLOITED, 'NOTIFIED');
  });

  test('when the key of a volume is not ours to use', async () => {
    const id = await scannedMachine();
    await cloud.control.addFault({
      service: 'ebs',
      action: 'ListSnapshotBlocks',
      status: 403,
      code: 'AccessDeniedException',
      message: 'The caller may not use the KMS key.',
    });
    expect(await run(id)).toMatchObject({ done: 1, failures: [{ instance: id }] });
    const { violating } = await findingOf(id, GAP, 'NOTIFIED');
    expect(violating[0]).toMatch(/^Failed: it cannot be scanned\. AccessDeniedException: .* kms:Decrypt/);
    const told = (await cloud.inbox.findings()).filter((each) => each.resource.id === id);
    expect(told.filter(({ template }) => template === EXPLOITED)).toHaveLength(1);
  });

  test('when a snapshot is deleted while it is read', async () => {
    const id = await machine();
    await cloud.control.addFault({
      service: 'ebs',
      action: 'GetSnapshotBlock',
      after: 1,
      status: 404,
      code: 'ResourceNotFoundException',
    });
    expect(await run(id)).toMatchObject({
      failures: [{ failed: 'its snapshot was deleted while it was read' }],
    });
    await findingOf(id, GAP, 'NOTIFIED');
  });

  test('when the function that reads breaks off', async () => {
    const id = await machine();
    await cloud.control.addFault({
      service: 'dynamodb',
      action: 'PutItem',
      caller: 'Scanner',
      status: 400,
      code: 'ValidationException',
      times: 2,
    });
    expect(await run(id)).toMatchObject({ done: 1, failures: [] });
    await findingOf(id, EXPLOITED, 'NOTIFIED');
  });

  test('when no snapshot can be made', async () => {
    const id = await machine();
    await cloud.control.addFault({
      service: 'ec2',
      action: 'CreateSnapshots',
      about: id,
      status: 403,
      code: 'UnauthorizedOperation',
    });
    expect(await run(id)).toMatchObject({ done: 1, failures: [{ instance: id }] });
    await findingOf(id, GAP, 'NOTIFIED');
  });

  test('when EC2 cannot be asked for snapshots', async () => {
    const id = await machine();
    await cloud.control.addFault({
      service: 'ec2',
      action: 'DescribeSnapshots',
      caller: 'Snapshotter',
      status: 403,
      code: 'UnauthorizedOperation',
      times: 3,
    });
    expect(await run(id)).toMatchObject({ done: 1, failures: [{ instance: id }] });
    await findingOf(id, GAP, 'NOTIFIED');
  });

  test('when an execution was stopped: the next hour tidies up, and leaves what is not ours', async () => {
    const { ec2 } = cloud.clients;
    const id = await machine({ image: 'debian.ext4', pendingLooks: 100_000 });
    const executionArn = await begin(id);
    await until('its snapshot', async () => (await snapshots()).length > 0);
    await sfn.send(new StopExecutionCommand({ executionArn }));
    await cloud.control.idle();
    expect(await snapshots()).toHaveLength(1);
    const { VolumeId } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1 }));
    const { SnapshotId = '' } = await ec2.send(
      new CreateSnapshotCommand({
        VolumeId,
        TagSpecifications: [
          { ResourceType: 'snapshot', Tags: [{ Key: 'drawbridge:workload-scan', Value: 'a backup' }] },
        ],
      }),
    );
    await run();
    expect((await snapshots()).map((each) => each.SnapshotId)).toEqual([SnapshotId]);
    const finding = await cloud.inbox.finding(
      'what was left behind',
      (each) => each.template === 'workload-snapshots' && each.status === 'FAILED',
    );
    expect(finding.violating[0]).toContain(SnapshotId);
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
  });

  test('when a rule of the Recycle Bin keeps them, it is told how to leave them out', async () => {
    const description = 'Drawbridge: workload scan, deleted by itself';
    await cloud.control.binSnapshots([{ id: 'snap-0123456789abcdef0', description }]);
    await run();
    const { error } = await cloud.inbox.finding(
      'what is kept in the bin',
      (each) => each.template === 'workload-snapshots' && each.violating[0]?.includes('Recycle Bin') === true,
    );
    expect(error).toContain('aws rbin update-rule');
    await cloud.control.binSnapshots([]);
    await run();
    await cloud.inbox.finding(
      'nothing is kept',
      (each) => each.template === 'workload-snapshots' && each.status === 'RESOLVED',
    );
  });
});

describe('the command line', () => {
  test('shows who would be scanned, and why others would not', async () => {
    const plain = await machine();
    const tagged = await machine({ tags: { CG_AWP_SKIP_SCAN: '' } });
    const { code, stdout } = await cloud.cli('workloads', '--preview', '--json');
    expect(code).toBe(0);
    const shown = JSON.parse(stdout) as { instance: string }[];
    expect(shown).toContainEqual(expect.objectContaining({ instance: plain, would: 'scan' }));
    expect(shown).toContainEqual({
      instance: tagged,
      name: 'demo',
      would: 'skip',
      reason: 'it bears the tag CG_AWP_SKIP_SCAN',
    });
  });

  test('scans one now, lists it, explains it, and doctor finds all well', async () => {
    const id = await machine();
    const scanned = await cloud.cli('workloads', 'scan', id, '--wait', '--json');
    expect(scanned.stderr).toBe('');
    expect(scanned.code).toBe(1);
    expect(JSON.parse(scanned.stdout)).toMatchObject({
      instance: id,
      scan: { status: 'Scanned', counts: { HIGH: expect.any(Number) } },
    });
    const listed = await cloud.cli('workloads');
    expect(listed.stdout).toMatch(new RegExp(`${id} +Scanned +\\d+`));
    const explained = await cloud.cli('explain', id);
    expect(explained.code).toBe(1);
    expect(explained.stdout).toContain('CVE-2024-0001 KEV');
    expect(explained.stdout).toMatch(/risk \d+ of 100/);
    expect(explained.stdout).toContain('workload-exploited-vulnerability: NOTIFIED, HIGH');
    const { stdout } = await cloud.cli('doctor', '--json');
    const checks = JSON.parse(stdout) as { name: string; verdict: string }[];
    for (const name of ['Last scans', 'Advisories', 'Snapshots of scans'])
      expect(checks).toContainEqual(expect.objectContaining({ name, verdict: 'ok' }));
  });

  test('allows what is found for a while: the next scan lets it be', async () => {
    const id = await scannedMachine();
    const { code } = await cloud.cli(
      ...['allow', id, '--template', EXPLOITED, '--until', '24h', '--reason', 'patched tomorrow'],
    );
    expect(code).toBe(0);
    await run(id);
    expect(await findingOf(id, EXPLOITED, 'EXCLUDED')).toMatchObject({
      exclusion: { reason: expect.stringContaining('patched tomorrow') },
    });
    const { stdout } = await cloud.cli('history', '--resource', id);
    expect(stdout).toContain(EXPLOITED);
  });

  test.for([
    [['workloads', 'scan', 'web-1'], 2, 'web-1 is no instance'],
    [['workloads', 'sbom', 'i-0123456789abcdef0'], 2, 'There is no report of i-0123456789abcdef0'],
    [['explain', 'i-0123456789abcdef0'], 2, 'was not looked at yet'],
    [['workloads', 'scan', 'i-0123456789abcdef0', '--wait'], 3, 'was not scanned'],
  ] as const)('says what is wrong with %j', async ([given, code, words]) => {
    const { code: exit, stderr } = await cloud.cli(...given);
    expect(stderr).toContain(words);
    expect(exit).toBe(code);
  });
});

describe('secrets on a disk', () => {
  const SECRET = 'workload-secret';
  const aws = SAMPLES['aws-access-token']?.found[0] ?? { text: '', secret: '' };
  const password = 'Kiel7-Sprotte';
  const disk = join(mkdtempSync(join(tmpdir(), 'drawbridge-planted-')), 'planted.ext4.br');

  beforeAll(() =>
    writePlanted(disk, {
      '/root/.aws/credentials': aws.text,
      '/opt/shop/.env': `DB_PASSWORD=${password}\n`,
      '/etc/ssh/ssh_host_ed25519_key': pem('OPENSSH PRIVATE KEY'),
    }),
  );

  /** All that the runs have written, where it can be read. */
  const written = async (): Promise<string> => {
    const { s3 } = cloud.clients;
    const dynamodb = new DynamoDBClient(cloud.config);
    const Bucket = cloud.outputs['WorkloadsBucketName'] ?? '';
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const objects = await Promise.all(
      Contents.map(async ({ Key = '' }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        const data = Buffer.from((await Body?.transformToByteArray()) ?? []);
        return (Key.endsWith('.gz') ? gunzipSync(data) : data).toString('latin1');
      }),
    );
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand());
    const tables = await Promise.all(
      TableNames.map((TableName) => dynamodb.send(new ScanCommand({ TableName }))),
    );
    return JSON.stringify([objects, tables, await cloud.inbox.findings(), await hubFindings('instance/')]);
  };

  test('are told by rule, place and hash, can be allowed one by one, and what they are is written nowhere', async () => {
    const id = await machine({ disk });
    await run(id);
    await run(id);
    const { violating, severity, note } = await findingOf(id, SECRET, 'NOTIFIED');
    expect(severity).toBe('HIGH');
    expect(note).toContain('Rotate each first');
    expect(violating).toEqual([
      expect.stringMatching(/^password-assignment in \/opt\/shop\/\.env:1 \([0-9a-f]{12}\)$/),
      expect.stringMatching(/^aws-access-token in \/root\/\.aws\/credentials:3 \([0-9a-f]{12}\)$/),
    ]);
    const [found] = await hubFindings(`${id}/${SECRET}`);
    expect(found?.Types).toEqual(['Sensitive Data Identifications/Passwords']);
    const [, hash = ''] = /\((\w+)\)/.exec(violating[0] ?? '') ?? [];
    const { code } = await cloud.cli(
      ...[
        'allow',
        id,
        '--template',
        SECRET,
        '--hash',
        hash,
        '--until',
        '24h',
        '--reason',
        'rotated tomorrow',
      ],
    );
    expect(code).toBe(0);
    await run(id);
    const after = await cloud.inbox.finding(
      'what is left',
      (each) => each.resource.id === id && each.template === SECRET && each.exclusion !== undefined,
    );
    expect(after).toMatchObject({
      status: 'NOTIFIED',
      violating: [expect.stringContaining('aws-access-token')],
    });
    const { stdout, code: listed } = await cloud.cli('workloads', '--json');
    expect(listed).toBe(1);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ instance: id, secrets: 2 }));
    const bom = await cloud.cli('workloads', 'sbom', id);
    expect(JSON.parse(bom.stdout)).toMatchObject({
      specVersion: '1.6',
      components: [{ type: 'operating-system' }, { name: 'hello', version: '2.10-3' }],
    });
    const results = await cloud.cli('workloads', 'sbom', id, '--sarif');
    expect(results.stdout).toContain('secret/aws-access-token');
    const all = (await written()) + bom.stdout + results.stdout;
    expect(all).toContain('/opt/shop/.env');
    for (const secret of [aws.secret, password]) expect(all).not.toContain(secret);
  });
});

describe('threats on a disk', () => {
  const THREAT = 'workload-threat';
  const rules = async (name: string, Body: string) => {
    const Bucket = cloud.outputs['WorkloadsBucketName'] ?? '';
    await cloud.clients.s3.send(new PutObjectCommand({ Bucket, Key: `rules/${name}`, Body }));
  };

  test('are critical by our rules and by those in the bucket; one that does not compile is a finding', async () => {
    await rules('mine.yar', 'rule needle { strings: $a = "needle" condition: $a }');
    await rules('broken.yar', 'rule broken { condition: $nothing }');
    const disk = join(mkdtempSync(join(tmpdir(), 'drawbridge-planted-')), 'planted.ext4.br');
    writePlanted(disk, {
      '/etc/cron.d/job': THREAT_SAMPLES['reverse-shell-started']?.found[0]?.[1] ?? '',
      '/opt/shop/config.json': '{"needle": 1}',
    });
    const id = await machine({ disk });
    await run(id);
    const finding = await findingOf(id, THREAT, 'NOTIFIED');
    expect(finding).toMatchObject({
      severity: 'CRITICAL',
      violating: ['reverse-shell-started in /etc/cron.d/job', 'mine.yar/needle in /opt/shop/config.json'],
      note: expect.stringContaining('Isolate it'),
    });
    const [told] = await hubFindings(`${id}/${THREAT}`);
    expect(told?.Malware).toEqual([
      { Name: 'reverse-shell-started', Path: '/etc/cron.d/job', State: 'OBSERVED' },
      { Name: 'mine.yar/needle', Path: '/opt/shop/config.json', State: 'OBSERVED' },
    ]);
    await run();
    const left = await cloud.inbox.finding(
      'rules that were left out',
      (each) => each.template === 'workload-rules' && each.status === 'FAILED',
    );
    expect(left.violating).toEqual(['1 file of rules: broken.yar']);
    expect(left.error).toContain('unknown pattern');
  });

  test('stand at a second look, for which what has not changed is not read', async () => {
    const disk = join(mkdtempSync(join(tmpdir(), 'drawbridge-planted-')), 'planted.ext4.br');
    writePlanted(disk, { '/etc/cron.d/job': THREAT_SAMPLES['reverse-shell-started']?.found[0]?.[1] ?? '' });
    const id = await machine({ disk });
    await run(id);
    await findingOf(id, THREAT, 'NOTIFIED');
    await run(id);
    const { stdout } = await cloud.cli('explain', id, '--json');
    const { scan, findings } = JSON.parse(stdout) as {
      scan: { threats: number; secrets: number };
      findings: Record<string, { status: string; violating: string[] }>;
    };
    expect(scan).toMatchObject({ threats: 1, secrets: 0 });
    expect(findings[THREAT]).toMatchObject({
      status: 'NOTIFIED',
      violating: ['reverse-shell-started in /etc/cron.d/job'],
    });
  });
});

test('what is stopped keeps its findings, and what is gone loses them', async () => {
  const { ec2 } = cloud.clients;
  const id = await scannedMachine();
  await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  expect(await run(id)).toMatchObject({ done: 0 });
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await run();
  expect(await findingOf(id, EXPLOITED, 'RESOLVED')).toMatchObject({ gone: true });
});

test('advisories that nobody has fetched for long are a finding', async () => {
  const { s3 } = cloud.clients;
  const at = { Bucket: cloud.outputs['WorkloadsBucketName'] ?? '', Key: 'data/current.json' };
  const { Body } = await s3.send(new GetObjectCommand(at));
  const current = JSON.parse((await Body?.transformToString()) ?? '') as object;
  await s3.send(
    new PutObjectCommand({
      ...at,
      Body: JSON.stringify({ ...current, fetchedAt: '2026-01-01T00:00:00.000Z' }),
    }),
  );
  await run();
  await cloud.inbox.finding(
    'old advisories',
    (each) => each.template === 'workload-data' && each.status === 'FAILED',
  );
});
