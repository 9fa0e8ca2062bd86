import { expect } from 'vitest';
import type { Ledger } from '../../lambdas/core/ledger/ports.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';

/** A ledger of one resource. */
export const memoryLedger = (): Ledger & { readonly records: Map<number, LedgerRecord> } => {
  const records = new Map<number, LedgerRecord>();
  return {
    records,
    latest: async () => records.get(Math.max(0, ...records.keys())),
    append: async (record) => !records.has(record.n) && Boolean(records.set(record.n, record)),
    replace: async (record, lease) => {
      const old = records.get(record.n);
      return old?.state === 'STARTED' && old.lease === lease && Boolean(records.set(record.n, record));
    },
    refuse: async ({ reason }) => expect.unreachable(reason),
  };
};
