import { DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Finding } from '../lambdas/core/ledger/finding.ts';
import { sync } from '../lambdas/workloads/data/sync.ts';
import { bucketObjects } from '../lambdas/workloads/objects.ts';
import { GLIBC } from './advisories.ts';
import { type Clients, configOf } from './clients.ts';
import type { Cloud } from './cloud.ts';
import type { Outputs } from './deploy.ts';
import { authorize, createDefaultGroup } from './group.ts';
import type { Inbox } from './inbox.ts';
import { startMachine } from './machines.ts';
import { publishersFrom } from './mirror.ts';
import { heading, style, table } from './table.ts';
import { until } from './until.ts';

const SSH = 'unrestricted-ssh-access';
const SKIP = 'CG_AWP_SKIP_SCAN';

const world = (port: number) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
});

const outputOf = (outputs: Outputs, name: string): string => {
  const value = outputs[name];
  if (!value) throw new Error(`The stack Drawbridge has no output ${name}.`);
  return value;
};

/** What the daily fetching would have brought: there is no Internet here. */
const fetchAdvisories = async ({ s3 }: Clients, bucket: string): Promise<void> => {
  const now = new Date();
  await sync({
    objects: bucketObjects(s3, bucket),
    publishers: publishersFrom(GLIBC),
    ecosystems: ['AlmaLinux:9'],
    generation: 'demonstration',
    now,
  });
};

const scan = async (cloud: Cloud, machine: string, instances: readonly string[]): Promise<number> => {
  const sfn = new SFNClient(configOf(cloud));
  const start = performance.now();
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify({ instances }) }),
  );
  const { status, error, cause } = await until('the scan to end', async () => {
    const now = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return now.status !== 'RUNNING' && now;
  });
  if (status !== 'SUCCEEDED')
    throw new Error(`The scan has ended as ${status}: ${error ?? ''} ${cause ?? ''}`);
  return performance.now() - start;
};

const found = (inbox: Inbox, id: string, template: string, status: string): Promise<Finding> =>
  inbox.finding(
    `${template} of ${id}`,
    (each) => each.resource.id === id && each.template === template && each.status === status,
  );

const leftBehind = async ({ ec2 }: Clients): Promise<number> => {
  const { Snapshots = [] } = await ec2.send(
    new DescribeSnapshotsCommand({
      OwnerIds: ['self'],
      Filters: [{ Name: 'tag-key', Values: ['drawbridge:workload-scan'] }],
    }),
  );
  return Snapshots.length;
};

/**
 * Plays an instance whose ssh is opened and closed and whose disk holds a package that is known to be exploited, beside one
 * that a tag leaves out. Throws when it does not end as it should.
 */
export const playWorkloads = async (
  cloud: Cloud,
  clients: Clients,
  outputs: Outputs,
  inbox: Inbox,
): Promise<void> => {
  const { ec2 } = clients;
  const group = await createDefaultGroup(ec2, `web-${crypto.randomUUID().slice(0, 8)}`);
  await authorize(ec2, group, [world(443)]);
  const web = await startMachine(ec2, cloud.control, {
    image: 'alma.xfs',
    groups: [group],
    tags: { Name: 'web' },
  });
  const left = await startMachine(ec2, cloud.control, { tags: { Name: 'vault', [SKIP]: '' } });
  await authorize(ec2, group, [world(22)]);
  await found(inbox, group, SSH, 'REMEDIATED');
  await fetchAdvisories(clients, outputOf(outputs, 'WorkloadsBucketName'));
  const took = await scan(cloud, outputOf(outputs, 'WorkloadsStateMachineArn'), [web, left]);
  const exploited = await found(inbox, web, 'workload-exploited-vulnerability', 'NOTIFIED');
  const skipped = await found(inbox, left, 'workload-not-scanned', 'EXCLUDED');
  const snapshots = await leftBehind(clients);
  if (snapshots > 0) throw new Error(`${snapshots} snapshots of scans are left behind.`);
  console.log(heading('What runs on the disks of two instances; ssh of the first was opened, and is closed'));
  console.log(
    table(
      ['instance', 'name', 'status', 'severity', 'risk', 'what', 'why'],
      [
        [
          web,
          'web',
          exploited.status,
          exploited.severity ?? '',
          String(exploited.risk ?? ''),
          exploited.violating[0] ?? '',
          exploited.note ?? '',
        ],
        [
          left,
          'vault',
          skipped.status,
          skipped.severity ?? '',
          '',
          skipped.violating[0] ?? '',
          skipped.exclusion?.reason ?? '',
        ],
      ],
    ),
  );
  console.log(`\n  ${style('green', `Scanned in ${(took / 1000).toFixed(1)} s, and no snapshot is left.`)}`);
};
