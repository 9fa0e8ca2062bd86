import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { DEFAULT_POLICY } from '../core/base/policy.ts';
import type { Place } from '../core/base/resource-type.ts';
import type { Ledger } from '../core/ledger/ports.ts';
import { isUnfinished, type LedgerRecord } from '../core/ledger/record.ts';
import { type Numbered, numberedLog } from './numbered-log.ts';

/**
 * What the index of open findings goes by: the kind, on entries that are not done with, and nothing on all others. They
 * do not expire: what was told of them once must not be told anew as if it were the first time.
 */
const indexed = (record: LedgerRecord) =>
  isUnfinished(record)
    ? { ...record, open: record.kind, expires: undefined, keptUntil: record.expires }
    : record;

/** The ledger's table: partition key `resource` (S), sort key `n` (N), TTL attribute `expires`, index on `open` (S). */
export const createLedger = (
  client: DynamoDBClient,
  table: string,
  place: Place,
  { ledgerDays } = DEFAULT_POLICY.retention,
): Ledger => {
  const log = numberedLog<LedgerRecord>(client, table);
  const written = numberedLog<Numbered>(client, table);
  return {
    latest: log.latest,
    append: (record) => written.append(indexed(record)),
    replace: (record, token) =>
      written.put(indexed(record), {
        ConditionExpression: '#state = :started AND #writer = :writer',
        ExpressionAttributeNames: { '#state': 'state', '#writer': 'writer' },
        ExpressionAttributeValues: marshall({ ':started': 'STARTED', ':writer': token }),
      }),
    async refuse({ kind, eventId, reason, handedTo }) {
      const expires = Math.floor(Date.now() / 1000) + ledgerDays * 86_400;
      const { account, region } = place;
      const key = { resource: `refused/${eventId}`, n: 1, state: 'REFUSED' };
      await written.append({ ...key, ...{ kind, eventId, reason, handedTo, account, region, expires } });
    },
  };
};
