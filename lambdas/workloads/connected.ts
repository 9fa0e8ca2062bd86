import type { EC2Client } from '@aws-sdk/client-ec2';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { numberedLog } from '../adapters/numbered-log.ts';
import type { WorkloadSettings } from '../core/base/policy.ts';
import type { Current } from './data/generation.ts';
import type { ScanLog } from './scan-log.ts';
import type { Books } from './settle.ts';
import type { Refused } from './yara/yara.ts';

/** A run in the ledger: what is deleted must be of one. */
export interface RunEntry {
  readonly resource: string;
  readonly n: number;
  readonly state: 'RUN';
  readonly expires: number;
}

/** What the function needs that makes and deletes snapshots. */
export interface Connected {
  readonly ec2: EC2Client;
  readonly sfn: SFNClient;
  readonly settings: WorkloadSettings;
  readonly books: Books;
  readonly scans: ScanLog;
  readonly runs: ReturnType<typeof numberedLog<RunEntry>>;
  /** The advisories in force. */
  readonly current: () => Promise<Current | undefined>;
  /** Rules of the users' that the last scan has left out. */
  readonly refusedRules: () => Promise<readonly Refused[]>;
  readonly log: (text: string, fields: Readonly<Record<string, unknown>>) => void;
}

export const runResource = (run: string): string => `workload-run/${run}`;
