import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../lambdas/adapters/item.ts';
import { own } from '../lambdas/core/base/json.ts';
import type { Refusal } from '../lambdas/core/ledger/ports.ts';
import type { LedgerRecord } from '../lambdas/core/ledger/record.ts';
import type { ScanEntry } from '../lambdas/workloads/scan-log.ts';

export interface LedgerContents {
  readonly records: readonly LedgerRecord[];
  readonly refusals: readonly Refusal[];
  /** The newest scan of each instance. */
  readonly scans: readonly ScanEntry[];
}

const hasState =
  (...states: readonly string[]) =>
  (item: unknown): boolean =>
    states.includes(String(own(item, 'state')));

/** Everything that the ledger's table holds, page by page; `onPage` learns how many items there are so far. */
export const readLedger = async (
  client: DynamoDBClient,
  table: string,
  onPage: (items: number) => void = () => {},
): Promise<LedgerContents> => {
  const records: LedgerRecord[] = [];
  const refusals: Refusal[] = [];
  const scans: ScanEntry[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table })) {
    const items = Items.map(fromItem);
    refusals.push(...(items.filter(hasState('REFUSED')) as unknown as Refusal[]));
    scans.push(...(items.filter(hasState('SCAN')) as unknown as ScanEntry[]));
    records.push(...(items.filter(hasState('STARTED', 'CLOSED')) as unknown as LedgerRecord[]));
    onPage(records.length + refusals.length);
  }
  return { records, refusals, scans };
};
