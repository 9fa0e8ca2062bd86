import { expect } from 'vitest';
import type { Ledger } from '../../lambdas/core/ledger/ports.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';

/** A ledger of one resource. */
export const memoryLedger = (): Ledger & { readonly records: Map<number, LedgerRecord> } => {
  const records = new Map<number, LedgerRecord>();
  let writes = 0;
  const write = (record: LedgerRecord): string => {
    writes += 1;
    const writer = `w-${writes}`;
    records.set(record.n, { ...record, writer });
    return writer;
  };
  return {
    records,
    latest: async () => records.get(Math.max(0, ...records.keys())),
    append: async (record) => (records.has(record.n) ? undefined : write(record)),
    replace: async (record, token) => {
      const old = records.get(record.n);
      return old?.state === 'STARTED' && old.writer === token ? write(record) : undefined;
    },
    refuse: async ({ reason }) => expect.unreachable(reason),
  };
};
