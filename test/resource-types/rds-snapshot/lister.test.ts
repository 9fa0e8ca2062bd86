import { RDSClient } from '@aws-sdk/client-rds';
import { describe, expect, test } from 'vitest';
import type { Lister } from '../../../lambdas/core/base/ports.ts';
import { createLister } from '../../../lambdas/resource-types/rds-snapshot/lister.ts';
import { stubHttp } from '../../support/stub-http.ts';

interface Listed {
  readonly name: string;
  readonly encrypted: boolean;
}

const xml = (action: string, snapshots: readonly Listed[], marker: string): string => {
  const isCluster = action.includes('Cluster');
  const noun = isCluster ? 'DBClusterSnapshot' : 'DBSnapshot';
  const flag = isCluster ? 'StorageEncrypted' : 'Encrypted';
  const items = snapshots.map(
    ({ name, encrypted }) =>
      `<${noun}><${noun}Identifier>${name}</${noun}Identifier><${flag}>${encrypted}</${flag}></${noun}>`,
  );
  return `<${action}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><${action}Result>${
    marker && `<Marker>${marker}</Marker>`
  }<${noun}s>${items.join('')}</${noun}s></${action}Result></${action}Response>`;
};

/** What RDS holds, page by page. */
const PAGES: Readonly<Record<string, readonly (readonly Listed[])[]>> = {
  DescribeDBSnapshots: [[{ name: 'one', encrypted: false }], [{ name: 'two', encrypted: true }]],
  DescribeDBClusterSnapshots: [[{ name: 'one', encrypted: true }], [{ name: 'three', encrypted: false }]],
};

const rds = () => {
  const { config, calls } = stubHttp(({ action, body }) => {
    const page = Number(new URLSearchParams(body).get('Marker') ?? 0);
    const pages = PAGES[action] ?? [];
    return { body: xml(action, pages[page] ?? [], page + 1 < pages.length ? String(page + 1) : '') };
  });
  return { lister: createLister(new RDSClient(config)), calls };
};

const all = async (lister: Lister<unknown>) => {
  const pages = [];
  for (let token: string | undefined; ; ) {
    const { resources, next } = await lister.list(token);
    pages.push(resources);
    if (next === undefined) return pages.flat();
    token = next;
  }
};

describe('snapshots are listed', () => {
  test('those of databases first, then those of clusters, page after page', async () => {
    const { lister, calls } = rds();
    expect((await all(lister)).map(({ id }) => id)).toEqual([
      'snapshot:one',
      'snapshot:two',
      'cluster-snapshot:one',
      'cluster-snapshot:three',
    ]);
    expect(calls.map(({ action }) => action)).toEqual([
      'DescribeDBSnapshots',
      'DescribeDBSnapshots',
      'DescribeDBClusterSnapshots',
      'DescribeDBClusterSnapshots',
    ]);
  });

  test('only manual ones, a hundred a call', async () => {
    const { lister, calls } = rds();
    await all(lister);
    for (const { body } of calls) {
      const form = new URLSearchParams(body);
      expect([form.get('SnapshotType'), form.get('MaxRecords')]).toEqual(['manual', '100']);
    }
  });

  test('encrypted ones as clean, for they cannot be public, and of others only the id', async () => {
    const { lister } = rds();
    expect((await all(lister)).map((listed) => 'model' in listed)).toEqual([false, true, true, false]);
  });
});
