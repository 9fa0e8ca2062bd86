import fc from 'fast-check';
import { expect, test } from 'vitest';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import type { Remediator } from '../../../lambdas/core/remediate/remediator.ts';
import { createFixer } from '../../../lambdas/resource-types/rds-snapshot/fixer.ts';
import type { RestoreValue, Snapshot } from '../../../lambdas/resource-types/rds-snapshot/model.ts';
import { createReader } from '../../../lambdas/resource-types/rds-snapshot/reader.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/rds-snapshot/templates.ts';
import { rdsSnapshot } from '../../../lambdas/resource-types/rds-snapshot/type.ts';
import { newWorld, type Options, toyRemediator } from '../../support/toy.ts';
import { attributes, type FakeRds, fakeRds, fault } from './fake-rds.ts';

const ALL = { value: 'all' };

/** The loop over RDS on the wire, with the ledger in memory. */
const remediatorOf = ({ client }: FakeRds, options: Options = {}) => {
  const world = newWorld();
  const { policy, ledger, exceptions, clock, place, version } = toyRemediator(world, options);
  const remediator: Remediator<Snapshot, RestoreValue> = {
    ...{ policy, ledger, exceptions, clock, place, version },
    kind: rdsSnapshot,
    templates: TEMPLATES,
    reader: createReader(client, place),
    fixer: createFixer(client),
  };
  const judge = (id: string, hint: Partial<{ closes: boolean; shows: readonly RestoreValue[] }> = {}) =>
    remediate(remediator, {
      id,
      trigger: {
        closes: false,
        shows: [],
        cause: {
          by: 'call',
          id: `e-${world.now}`,
          name: 'ModifyDBSnapshotAttribute',
          time: new Date(world.now).toISOString(),
          actor: { arn: 'arn:aws:iam::123456789012:user/a' },
        },
        ...hint,
      },
      deadline: world.now + 45_000,
    });
  return { world, judge };
};

test('of any values of any snapshot nothing but `all` goes, and a second run changes nothing', async () => {
  const account = fc.stringMatching(/^[0-9]{12}$/);
  const name = fc.constantFrom('a', 'mine', 'rds:mine-2026-11-22-09-15', 'awsbackup:job-1');
  const sort = fc.constantFrom('snapshot', 'cluster-snapshot');
  const values = fc.uniqueArray(fc.oneof(account, fc.constant('all')), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(sort, name, values, async (aSort, aName, restore) => {
      const id = `${aSort}:${aName}`;
      const rds = fakeRds({ [id]: restore });
      const { world, judge } = remediatorOf(rds);
      const isPublic = restore.includes('all');
      expect(Object.values((await judge(id)).statuses)).toEqual(isPublic ? ['REMEDIATED'] : []);
      expect(rds.restore.get(id)).toEqual(restore.filter((value) => value !== 'all'));
      expect(world.records).toHaveLength(isPublic ? 1 : 0);
      rds.calls.length = 0;
      expect((await judge(id)).statuses).toEqual({});
      expect(rds.calls).toEqual([expect.stringMatching(/^Describe/)]);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['snapshot:mine', 'AwsRdsDbSnapshot', 'rds-snapshot-with-public-permissions'],
  ['cluster-snapshot:mine', 'AwsRdsDbClusterSnapshot', 'rds-cluster-snapshot-with-public-permissions'],
])('the ledger keeps of %s what was there and what was removed', async (id, type, template) => {
  const { world, judge } = remediatorOf(fakeRds({ [id]: ['111122223333', 'all'] }));
  expect((await judge(id)).statuses).toEqual({ [template]: 'REMEDIATED' });
  expect(world.records).toMatchObject([
    {
      resource: `arn:aws:rds:us-east-1:123456789012:${id}`,
      ...{ id, name: 'mine', type, state: 'CLOSED' },
      before: [{ value: '111122223333' }, ALL],
      removed: [ALL],
      kept: 1,
      findings: { [template]: { violating: ['restore: all'] } },
    },
  ]);
});

test('a DB snapshot and a cluster snapshot of one name are two resources', async () => {
  const rds = fakeRds({ 'snapshot:mine': ['all'], 'cluster-snapshot:mine': ['all'] });
  const { world, judge } = remediatorOf(rds);
  await judge('snapshot:mine');
  expect(rds.restore.get('cluster-snapshot:mine')).toEqual(['all']);
  await judge('cluster-snapshot:mine');
  expect(world.records.map(({ n }) => n)).toEqual([1, 1]);
});

test('one that is made public again is closed again, although the read lags behind the event', async () => {
  const id = 'snapshot:mine';
  let lagging = 0;
  const rds = fakeRds({ [id]: ['all'] }, (action) =>
    lagging-- > 0 && action.startsWith('Describe') ? attributes(action, 'DBSnapshot', 'mine', []) : undefined,
  );
  const { world, judge } = remediatorOf(rds);
  await judge(id, { shows: [ALL] });
  world.now += 3_600_000;
  rds.restore.set(id, ['all']);
  lagging = 2;
  expect((await judge(id, { shows: [ALL] })).statuses).toEqual({
    'rds-snapshot-with-public-permissions': 'REMEDIATED',
  });
  expect(rds.restore.get(id)).toEqual([]);
});

test('one that a user makes private resolves what was only reported', async () => {
  const id = 'cluster-snapshot:mine';
  const rds = fakeRds({ [id]: ['all'] });
  const { judge } = remediatorOf(rds, { policy: { mode: 'notify' } });
  expect(Object.values((await judge(id)).statuses)).toEqual(['NOTIFIED']);
  rds.restore.set(id, []);
  expect(Object.values((await judge(id, { closes: true })).statuses)).toEqual(['RESOLVED']);
});

test('one that is deleted resolves what was only reported', async () => {
  const id = 'snapshot:mine';
  const rds = fakeRds({ [id]: ['all'] });
  const { judge } = remediatorOf(rds, { policy: { mode: 'notify' } });
  await judge(id);
  rds.restore.delete(id);
  expect(Object.values((await judge(id, { closes: true })).statuses)).toEqual(['RESOLVED']);
});

test.each(['snapshot:awsbackup:job-1', 'snapshot:rds:a-2026-11-22-09-15', 'cluster-snapshot:awsbackup:a'])(
  '%s, which RDS refuses to change, is FAILED once',
  async (id) => {
    const rds = fakeRds({ [id]: ['111122223333', 'all'] }, (action) =>
      action.startsWith('Modify') ? fault(400, 'InvalidParameterValue') : undefined,
    );
    const { world, judge } = remediatorOf(rds);
    expect(Object.values((await judge(id)).statuses)).toEqual(['FAILED']);
    world.now += 3_600_000;
    expect((await judge(id)).statuses).toEqual({});
    const [finding] = Object.values(world.published.at(-1)?.findings ?? {});
    expect(finding).toMatchObject({
      status: 'FAILED',
      error: expect.stringMatching(/by hand.*InvalidParameterValue/),
    });
    expect(rds.restore.get(id)).toEqual(['111122223333', 'all']);
  },
);

test('one that is not available yet is tried again until it is', async () => {
  const id = 'snapshot:mine';
  let busy = true;
  const rds = fakeRds({ [id]: ['all'] }, (action) =>
    busy && action.startsWith('Modify') ? fault(400, 'InvalidDBSnapshotState') : undefined,
  );
  const { world, judge } = remediatorOf(rds);
  await expect(judge(id)).rejects.toThrow('InvalidDBSnapshotState');
  busy = false;
  world.now += 60_000;
  expect(Object.values((await judge(id)).statuses)).toEqual(['REMEDIATED']);
});
