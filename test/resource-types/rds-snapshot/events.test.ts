import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from '../../../lambdas/core/base/event.ts';
import { isRecord, own } from '../../../lambdas/core/base/json.ts';
import { rdsSnapshot } from '../../../lambdas/resource-types/rds-snapshot/type.ts';

const PUBLIC = [{ value: 'all' }];

const FOLDER = new URL('../../events/', import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
const judge = (file: string) => {
  const event = read(file);
  const detail = isRecord(event) ? (own(event, 'detail') ?? event) : event;
  const place = {
    account: String(own(detail, 'recipientAccountId')),
    region: String(own(detail, 'awsRegion')),
  };
  const parsed = parse({ source: 'aws.rds', detail }, { ...place, ...rdsSnapshot });
  return parsed.outcome === 'event' ? rdsSnapshot.hint(parsed.event) : parsed;
};
const found = (id: string, open: boolean) => ({
  ids: [id],
  lookUps: [],
  closes: false,
  shows: open ? PUBLIC : [],
});

test.each([
  [
    'airbnb-streamalert__ModifyDBClusterSnapshotAttribute__1.json',
    found('cluster-snapshot:mysnapshot', true),
  ],
  ['drawbridge__ModifyDBClusterSnapshotAttribute__1.json', found('cluster-snapshot:example-granite', false)],
  ['drawbridge__ModifyDBSnapshotAttribute__1.json', found('snapshot:example-willow', false)],
  ['drawbridge__ModifyDBSnapshotAttribute__2.json', found('snapshot:exfiltration', false)],
  ['panther-labs-panther-analysis__ModifyDBSnapshotAttribute__1.json', found('snapshot:exfiltration', false)],
  ['panther-labs-panther-analysis__ModifyDBSnapshotAttribute__2.json', found('snapshot:exfiltration', false)],
])('%s names its snapshot', (file, expected) => {
  expect(judge(file)).toEqual(expected);
});

const SNAPSHOT_CALL = /__Modify(DB|DBCluster)SnapshotAttribute__/;
const others = readdirSync(FOLDER).filter((file) => file.endsWith('.json') && !SNAPSHOT_CALL.test(file));
test.each(others)('%s wakes nobody', (file) => {
  expect(judge(file)).toMatchObject({ outcome: 'ignored' });
});
