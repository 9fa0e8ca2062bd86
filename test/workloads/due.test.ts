import { expect, test } from 'vitest';
import { isDue } from '../../lambdas/workloads/due.ts';
import type { Machine } from '../../lambdas/workloads/instances.ts';
import type { ScanEntry } from '../../lambdas/workloads/scan-log.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const HOUR = 3_600_000;
const ago = (hours: number): string => new Date(NOW - hours * HOUR).toISOString();

const machine = (change: Partial<Machine> = {}): Machine => ({
  id: 'i-0123456789abcdef0',
  state: 'running',
  platform: 'Linux/UNIX',
  tags: {},
  volumes: ['vol-1'],
  launchedAt: NOW - 24 * HOUR,
  isPublic: false,
  groups: [],
  ...change,
});

const scanned = (change: Partial<ScanEntry> = {}): ScanEntry => ({
  instance: 'i-0123456789abcdef0',
  status: 'Scanned',
  at: ago(2),
  ...change,
});

const SKIP = { tags: { skip: '' } };

test.for<[string, Machine, ScanEntry | undefined, boolean, number?]>([
  ['one that was started 14 minutes ago', machine({ launchedAt: NOW - 14 * 60_000 }), undefined, false],
  [
    'one that was started 15 minutes ago and never scanned',
    machine({ launchedAt: NOW - 15 * 60_000 }),
    undefined,
    true,
  ],
  ['one that was scanned 2 hours ago', machine(), scanned(), false],
  ['one that was scanned 23 and a half hours ago', machine(), scanned({ at: ago(23.5) }), true],
  ['one that failed 5 hours ago', machine(), scanned({ status: 'Failed', at: ago(5) }), false],
  ['one that failed 6 hours ago', machine(), scanned({ status: 'Failed', at: ago(6) }), true],
  ['one that has been tagged since', machine(SKIP), scanned(), true],
  ['one that is left out, as it was', machine(SKIP), scanned({ status: 'Skipped' }), false],
  ['one whose tag is gone', machine(), scanned({ status: 'Skipped' }), true],
  [
    'one for which there are advisories now',
    machine(),
    scanned({ status: 'Unsupported', lacking: ['Debian:12'] }),
    true,
  ],
  [
    'one for which there are none still',
    machine(),
    scanned({ status: 'Unsupported', lacking: ['Photon OS:5'] }),
    false,
  ],
  ['nobody where nothing runs by itself', machine(), undefined, false, 0],
])('is due: %s', ([, each, entry, expected, everyHours = 24]) => {
  const when = { now: NOW, everyHours, skipTags: ['skip'], releases: ['Debian:12'] };
  expect(isDue(each, entry, when)).toBe(expected);
});
