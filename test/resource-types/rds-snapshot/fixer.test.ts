import { expect, test } from 'vitest';
import { createFixer } from '../../../lambdas/resource-types/rds-snapshot/fixer.ts';
import { attributes, type FakeRds, fakeRds, fault, silent } from './fake-rds.ts';

const ALL = { value: 'all' };
const RESTORE = ['111122223333', 'all', '444455556666'];
const fix = ({ client }: FakeRds, id: string) =>
  createFixer(client).fix({ id, restore: RESTORE.map((value) => ({ value })) }, [ALL]);

test.each([
  ['snapshot:mine', 'ModifyDBSnapshotAttribute mine all'],
  ['cluster-snapshot:mine', 'ModifyDBClusterSnapshotAttribute mine all'],
  ['snapshot:awsbackup:job-1', 'ModifyDBSnapshotAttribute awsbackup:job-1 all'],
])('%s loses `all` and keeps its named accounts, by one call', async (id, call) => {
  const rds = fakeRds({ [id]: RESTORE });
  expect(await fix(rds, id)).toEqual({ gone: [ALL], removed: [ALL], left: [] });
  expect(rds.restore.get(id)).toEqual(['111122223333', '444455556666']);
  expect(rds.calls).toEqual([call]);
});

test.each(['DBSnapshot', 'DBClusterSnapshot'] as const)(
  'an answer without attributes is checked by one more describe of the %s',
  async (noun) => {
    const id = noun === 'DBSnapshot' ? 'snapshot:mine' : 'cluster-snapshot:mine';
    const modify = `Modify${noun}Attribute`;
    const rds = fakeRds({ [id]: RESTORE }, (action) => (action === modify ? silent(modify) : undefined));
    expect(await fix(rds, id)).toMatchObject({
      gone: [],
      left: [ALL],
      error: expect.stringContaining('still shared'),
    });
    rds.restore.set(id, ['111122223333']);
    expect(await fix(rds, id)).toEqual({ gone: [ALL], removed: [ALL], left: [] });
    rds.restore.delete(id);
    expect(await fix(rds, id)).toEqual({ gone: [ALL], removed: [ALL], left: [] });
    expect(rds.calls).toEqual(Array(3).fill(`Describe${noun}Attributes mine`));
  },
);

test('`all` that RDS still lists after the call is left, with what to do', async () => {
  const still = attributes('ModifyDBSnapshotAttribute', 'DBSnapshot', 'mine', RESTORE);
  expect(
    await fix(
      fakeRds({}, () => still),
      'snapshot:mine',
    ),
  ).toEqual({
    gone: [],
    removed: [],
    left: [ALL],
    error:
      'snapshot:mine is still shared after the call. Remove it by hand, and see whether something puts it back.',
  });
});

test.each([
  ['snapshot:gone', 'DBSnapshotNotFound'],
  ['cluster-snapshot:gone', 'DBClusterSnapshotNotFoundFault'],
])('%s was closed by whoever deleted it', async (id, code) => {
  expect(
    await fix(
      fakeRds({}, () => fault(404, code)),
      id,
    ),
  ).toEqual({ gone: [ALL], removed: [], left: [] });
});

test.each([
  ['snapshot:busy', 'InvalidDBSnapshotState', 400],
  ['cluster-snapshot:busy', 'InvalidDBClusterSnapshotStateFault', 400],
  ['snapshot:mine', 'Throttling', 400],
  ['snapshot:mine', 'ServiceUnavailable', 503],
])('%s under %s is thrown, so that Lambda tries again', async (id, code, status) => {
  await expect(
    fix(
      fakeRds({}, () => fault(status, code)),
      id,
    ),
  ).rejects.toThrow(code);
});

test.each([
  ['AccessDenied', 403, 'Allow the rds:Modify… call'],
  ['InvalidParameterValue', 400, 'Make the snapshot private by hand.'],
  ['SharedSnapshotQuotaExceeded', 400, 'Make the snapshot private by hand.'],
])('%s leaves it, with what to do', async (code, status, advice) => {
  expect(
    await fix(
      fakeRds({}, () => fault(status, code, 'No.')),
      'snapshot:mine',
    ),
  ).toEqual({
    gone: [],
    removed: [],
    left: [ALL],
    error: expect.stringMatching(`^AWS refuses to stop sharing snapshot:mine\\. .*${advice}.*: No\\.$`),
  });
});
