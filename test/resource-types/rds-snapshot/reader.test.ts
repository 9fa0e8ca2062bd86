import { describe, expect, test } from 'vitest';
import { classify } from '../../../lambdas/core/base/errors.ts';
import { createReader } from '../../../lambdas/resource-types/rds-snapshot/reader.ts';
import { type FakeRds, fakeRds, fault, silent } from './fake-rds.ts';

const PLACE = { partition: 'aws-us-gov', region: 'us-gov-west-1', account: '123456789012' };
const readerOf = ({ client }: FakeRds) => createReader(client, PLACE);
const tagsOf = async (rds: FakeRds, id: string) => readerOf(rds).tags?.(id, { id, restore: [] });
const values = (...all: string[]) => all.map((value) => ({ value }));

test.each([
  ['a DB snapshot', 'snapshot:mine', 'DescribeDBSnapshotAttributes mine'],
  ['a cluster snapshot', 'cluster-snapshot:mine', 'DescribeDBClusterSnapshotAttributes mine'],
  [
    'an automated one',
    'snapshot:rds:mydb-2026-11-22-09-15',
    'DescribeDBSnapshotAttributes rds:mydb-2026-11-22-09-15',
  ],
  [
    'one of AWS Backup',
    'cluster-snapshot:awsbackup:job-1',
    'DescribeDBClusterSnapshotAttributes awsbackup:job-1',
  ],
])('%s is read by one describe of its attributes', async (_, id, call) => {
  const rds = fakeRds({ [id]: ['all', '111122223333'] });
  expect(await readerOf(rds).read(id)).toEqual({ id, restore: values('all', '111122223333') });
  expect(rds.calls).toEqual([call]);
});

test('a snapshot that nobody shares is read as such', async () => {
  const rds = fakeRds({ 'snapshot:mine': [] });
  expect(await readerOf(rds).read('snapshot:mine')).toEqual({ id: 'snapshot:mine', restore: [] });
});

test.each(['snapshot:gone', 'cluster-snapshot:gone'])('%s, which does not exist, is gone', async (id) => {
  expect(await readerOf(fakeRds()).read(id)).toBeUndefined();
});

describe('what cannot be read is never taken for private', () => {
  test.each([
    ['denied', fault(403, 'AccessDenied'), 'permanent'],
    ['throttled', fault(400, 'Throttling'), 'transient'],
    ['failing', fault(500, 'InternalFailure'), 'transient'],
    ['silent about the attributes', silent('DescribeDBSnapshotAttributes'), 'transient'],
  ])('RDS is %s', async (_, answer, kind) => {
    const reading = readerOf(fakeRds({ 'snapshot:mine': ['all'] }, () => answer)).read('snapshot:mine');
    expect(classify(await reading.catch((error: unknown) => error))).toBe(kind);
    await expect(reading).rejects.toThrow();
  });
});

describe('tags', () => {
  const arn = 'arn:aws-us-gov:rds:us-gov-west-1:123456789012:snapshot:rds:mine';
  test('are read by the ARN', async () => {
    const rds = fakeRds();
    rds.tags.set(arn, { 'CASB-Audit': 'No', constructor: '' });
    expect(await tagsOf(rds, 'snapshot:rds:mine')).toEqual([
      { owner: 'snapshot:rds:mine', tags: { 'CASB-Audit': 'No', constructor: '' } },
    ]);
  });
  test('of a snapshot without any are none', async () => {
    const rds = fakeRds();
    rds.tags.set(arn, {});
    expect(await tagsOf(rds, 'snapshot:rds:mine')).toEqual([{ owner: 'snapshot:rds:mine', tags: {} }]);
  });
  test('that cannot be read are an error', async () => {
    const rds = fakeRds({}, () => fault(403, 'AccessDenied'));
    await expect(tagsOf(rds, 'snapshot:mine')).rejects.toThrow();
  });
});
