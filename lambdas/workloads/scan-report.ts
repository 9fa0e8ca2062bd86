import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Package } from '../core/workloads/package.ts';
import type { System } from '../core/workloads/system.ts';
import type { Vulnerability } from '../core/workloads/vulnerability.ts';
import type { Objects } from './data/generation.ts';
import { reportKey } from './keys.ts';
import type { Status } from './scan.ts';
import type { Secret } from './secrets/secret.ts';
import type { Threat } from './threats/threat.ts';

/** All that a scan has found, where the ledger keeps the worst of it. */
export interface ScanReport {
  readonly instance: string;
  /** ISO 8601. */
  readonly at: string;
  readonly status: Status;
  readonly reason?: string;
  readonly system?: System;
  readonly packages: readonly Package[];
  /** The worst first. */
  readonly vulnerabilities: readonly Vulnerability[];
  readonly secrets: readonly Secret[];
  readonly threats: readonly Threat[];
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export const keepReport = async (objects: Objects, report: ScanReport): Promise<void> =>
  objects.put(reportKey(report.instance), await zip(JSON.stringify(report)));

/** `undefined` where there is none. */
export const reportOf = async (objects: Objects, instance: string): Promise<ScanReport | undefined> => {
  const data = await objects.get(reportKey(instance));
  return data && (JSON.parse((await unzip(data)).toString('utf8')) as ScanReport);
};
