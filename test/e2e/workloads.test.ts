import { DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NewMachine, startMachine } from '../../sandbox/machines.ts';
import { type Mirror, startMirror } from '../../sandbox/mirror.ts';
import { until } from '../../sandbox/until.ts';
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
    npm: [],
    PyPI: [],
  },
  kev: ['CVE-2024-0001'],
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
