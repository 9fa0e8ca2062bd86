import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { own } from '../../lambdas/core/event.ts';
import type { Refusal } from '../../lambdas/core/ports.ts';
import type { LedgerRecord } from '../../lambdas/core/record.ts';

export interface LedgerContents {
  readonly records: readonly LedgerRecord[];
  readonly refusals: readonly Refusal[];
}

const isRefusal = (item: unknown): boolean => own(item, 'state') === 'REFUSED';

/** Everything that the ledger's table holds, page by page; `onPage` learns how many items there are so far. */
export const readLedger = async (
  client: DynamoDBClient,
  table: string,
  onPage: (items: number) => void = () => {},
): Promise<LedgerContents> => {
  const records: LedgerRecord[] = [];
  const refusals: Refusal[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table })) {
    for (const item of Items.map((attributes) => unmarshall(attributes)))
      if (isRefusal(item)) refusals.push(item as Refusal);
      else records.push(item as LedgerRecord);
    onPage(records.length + refusals.length);
  }
  return { records, refusals };
};
