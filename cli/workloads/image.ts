import { existsSync, statSync } from 'node:fs';
import type { Package } from '../../lambdas/core/workloads/package.ts';
import { scoreOf, secretTerms, type Term, threatTerms } from '../../lambdas/core/workloads/risk.ts';
import type { Vulnerability } from '../../lambdas/core/workloads/vulnerability.ts';
import { type Assessment, assess } from '../../lambdas/workloads/assess.ts';
import { openDisk } from '../../lambdas/workloads/disks/bytes.ts';
import { NoDiskError } from '../../lambdas/workloads/disks/volumes.ts';
import { lookInside } from '../../lambdas/workloads/inside.ts';
import type { Scope } from '../../lambdas/workloads/packages/application-packages.ts';
import { judgedBy, type Scan, type Status, scan } from '../../lambdas/workloads/scan.ts';
import type { Secret } from '../../lambdas/workloads/secrets/secret.ts';
import type { OwnRules } from '../../lambdas/workloads/threats/own-rules.ts';
import type { Threat } from '../../lambdas/workloads/threats/threat.ts';
import type { Refused } from '../../lambdas/workloads/yara/yara.ts';
import { UsageError } from '../exit.ts';
import { advisoriesIn } from './advisory-folder.ts';
import { imageFile } from './image-file.ts';
import { localKey } from './local-key.ts';

/** What is told of a disk image. */
export interface ImageReport {
  readonly os: string | null;
  readonly status: Status;
  /** Why it is not Scanned. */
  readonly reason?: string;
  readonly packages: readonly Omit<Package, 'sourceVersion' | 'module'>[];
  readonly vulnerabilities: readonly Vulnerability[];
  readonly secrets: readonly Secret[];
  readonly threats: readonly Threat[];
  readonly score: number;
  readonly terms: readonly Term[];
  /** Of 512 KiB. */
  readonly blocksRead: number;
}

const NONE: Assessment = { matches: [], judged: [], vulnerabilities: [], score: 0, terms: [] };

const shown = ({ sourceVersion: _, module: __, ...rest }: Package) => rest;

const scanFile = async (
  path: string,
  scope: Scope,
  own: OwnRules,
): Promise<{ found: Scan; blocksRead: number }> => {
  const { source, close } = await imageFile(path);
  const disk = openDisk(source);
  try {
    const found = await scan(
      [disk],
      scope,
      lookInside(scope, { secretKey: localKey(), threats: { everywhere: scope.scope === 'all', own } }),
    );
    return { found, blocksRead: disk.blocksRead() };
  } catch (error) {
    if (error instanceof NoDiskError)
      throw new UsageError(
        `${path} is no disk image: ${error.message}. Name a raw image of a whole disk or partition`,
      );
    throw error;
  } finally {
    await close();
  }
};

export interface ImageResult {
  readonly report: ImageReport;
  /** Ecosystems of which the folder holds no advisories, so that nothing was said about them. */
  readonly missing: readonly string[];
  /** Rules that were left out. */
  readonly refused: readonly Refused[];
}

/**
 * Looks into a raw disk image, with the advisories of a folder or without. Throws a UsageError for what is no disk image,
 * and for a folder that is not there or broken.
 */
export const lookIntoImage = async (
  path: string,
  data: string | undefined,
  scope: Scope,
  own: OwnRules,
): Promise<ImageResult> => {
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}`);
  if (statSync(path).isDirectory()) throw new UsageError(`${path} is a folder. Name a raw disk image`);
  const { found: plain, blocksRead } = await scanFile(path, scope, own);
  const advisories = data === undefined ? undefined : await advisoriesIn(data, plain.packages);
  const found = advisories ? judgedBy(plain, advisories) : plain;
  // Nothing can be reached in a file.
  const { vulnerabilities, terms } = advisories ? assess(found.packages, advisories, false) : NONE;
  const report: ImageReport = {
    os: found.system?.name ?? null,
    status: found.status,
    ...(found.reason && { reason: found.reason }),
    packages: found.packages.map(shown),
    vulnerabilities,
    secrets: found.inside.secrets,
    threats: found.inside.threats,
    ...scoreOf([...terms, ...secretTerms(found.inside.secrets, false), ...threatTerms(found.inside.threats)]),
    blocksRead,
  };
  return { report, missing: advisories?.missing ?? [], refused: found.inside.refused };
};

/** Whether there is something to look at: what was not scanned whole is not clean. */
export const isClean = ({ status, vulnerabilities, secrets, threats }: ImageReport): boolean =>
  status === 'Scanned' && vulnerabilities.length === 0 && secrets.length === 0 && threats.length === 0;
