import type { Outcome } from '../core/workloads/window.ts';
import type { Connected } from './connected.ts';
import { machines } from './instances.ts';
import { settleGap } from './settle.ts';

/** Books why an instance could not be scanned, where no scan of it has. */
export const bookFailure = async (
  { ec2, books, scans }: Connected,
  { instance, failed = '' }: Outcome,
): Promise<void> => {
  const [machine] = await machines(ec2, [instance]);
  if (!machine) return;
  await settleGap(books, machine, { sort: 'gap', status: 'Failed', reason: failed });
  const at = new Date(books.clock.now()).toISOString();
  await scans.note({ instance, status: 'Failed', reason: failed, at });
};
