import type { WorkloadSettings } from '../core/base/policy.ts';
import { fixCommands, fixUnits } from '../core/workloads/fix-units.ts';
import { judgedAs } from '../core/workloads/match.ts';
import type { Package } from '../core/workloads/package.ts';
import { countsOf, reportedUnits } from '../core/workloads/report.ts';
import { scoreOf, secretTerms, threatTerms } from '../core/workloads/risk.ts';
import { releaseOf } from '../core/workloads/system.ts';
import { type Advisories, type Assessment, assess } from '../workloads/assess.ts';
import { advisoriesOf, type Current, currentOf, type Objects } from '../workloads/data/generation.ts';
import { type Disk, openDisk } from '../workloads/disks/bytes.ts';
import { lookInside } from '../workloads/inside.ts';
import { type Gap, type Instance, secretPart, threatPart, updateOf } from '../workloads/instance/model.ts';
import { inventoryKey } from '../workloads/keys.ts';
import { judgedBy, type Scan, scan } from '../workloads/scan.ts';
import type { ScanEntry, ScanLog } from '../workloads/scan-log.ts';
import { keepReport, type ScanReport } from '../workloads/scan-report.ts';
import { type Books, settleGap, settleScanned } from '../workloads/settle.ts';
import { type SnapshotCalls, snapshotBlocks } from '../workloads/snapshot.ts';
import type { Ready } from '../workloads/state.ts';
import type { OwnRules } from '../workloads/threats/own-rules.ts';
import { keepLook, wantedOf } from './earlier-look.ts';

/** What the function needs that reads snapshots. */
export interface Scanner {
  readonly calls: (snapshot: string) => SnapshotCalls;
  readonly objects: Objects;
  readonly scans: ScanLog;
  readonly books: Books;
  readonly settings: WorkloadSettings;
  /** The key of the hashes of secrets. */
  readonly secretKey: () => Promise<Buffer>;
  /** Rules and lists of the users'. */
  readonly ownRules: () => Promise<OwnRules>;
}

/** Nothing was found in what nobody can judge. */
const NOTHING: Assessment = { matches: [], judged: [], vulnerabilities: [], score: 0, terms: [] };
const NO_ADVISORIES: Advisories = { covers: () => false, rows: () => [], known: () => undefined };

/** Packages of a system without advisories are nobody's to fetch any for. */
const advised = ({ system, packages }: Scan): readonly Package[] =>
  packages.filter(({ ecosystem }) => system?.advised || ecosystem !== system?.ecosystem);

const wantedBy = (packages: readonly Package[]) =>
  packages.flatMap((item) => {
    const release = releaseOf(item.ecosystem);
    return release ? [{ release, name: judgedAs(item).name }] : [];
  });

const releasesOf = (packages: readonly Package[]): readonly string[] => [
  ...new Set(packages.flatMap(({ ecosystem }) => releaseOf(ecosystem) ?? [])),
];

/** Keeps what there is, for the next fetching of advisories to know what is wanted. */
const keepInventory = async (
  { objects }: Scanner,
  id: string,
  packages: readonly Package[],
): Promise<void> => {
  const names = new Map<string, Set<string>>();
  for (const item of packages) {
    const known = names.get(item.ecosystem) ?? new Set();
    names.set(item.ecosystem, known.add(judgedAs(item).name));
  }
  const inventory = Object.fromEntries([...names].map(([ecosystem, all]) => [ecosystem, [...all]]));
  await objects.put(inventoryKey(id), Buffer.from(JSON.stringify(inventory)));
};

const gapOf = ({ status, reason = '' }: Scan): Gap | undefined =>
  status === 'Scanned' ? undefined : { sort: 'gap', status, reason };

const openAll = (scanner: Scanner, { snapshots }: Ready): Promise<readonly Disk[]> =>
  Promise.all(snapshots.map(async (id) => openDisk(await snapshotBlocks(scanner.calls(id)))));

interface Looked {
  readonly found: Scan;
  readonly assessment: Assessment;
  readonly current: Current | undefined;
  readonly lacking: readonly string[];
  readonly blocksRead: number;
}

/** Reads the disks of a machine and holds what is on them against the advisories in force. */
const look = async (scanner: Scanner, ready: Ready): Promise<Looked> => {
  const { settings, objects } = scanner;
  const disks = await openAll(scanner, ready);
  const wanted = await wantedOf(scanner, ready.instance);
  const taken = await scan(disks, settings, lookInside(settings, wanted));
  if (taken.system) await keepLook(objects, ready.instance, wanted, taken.inside);
  const current = await currentOf(objects);
  const advisories = current ? await advisoriesOf(objects, current, wantedBy(advised(taken))) : NO_ADVISORIES;
  const found = judgedBy(taken, advisories);
  const isJudged = found.status === 'Scanned' || found.status === 'Partial';
  const reachable = ready.reachable.length > 0;
  const assessment = isJudged ? assess(found.packages, advisories, reachable) : NOTHING;
  return {
    found,
    assessment: {
      ...assessment,
      ...scoreOf([
        ...assessment.terms,
        ...secretTerms(found.inside.secrets, reachable),
        ...threatTerms(found.inside.threats),
      ]),
    },
    current,
    lacking: releasesOf(advised(taken)).filter((release) => !advisories.covers(release)),
    blocksRead: disks.reduce((sum, disk) => sum + disk.blocksRead(), 0),
  };
};

const namedCves = ({ policy }: Books): ReadonlySet<string> =>
  new Set(policy.exclusions.flatMap(({ cves = [] }) => cves));

/** What was found in files. */
const partsInside = ({ inside }: Scan): Pick<Instance, 'secrets' | 'threats'> => ({
  secrets: inside.secrets.map(secretPart),
  threats: inside.threats.map(threatPart),
});

const instanceOf = (scanner: Scanner, ready: Ready, { found, assessment }: Looked): Instance => {
  const { settings, books } = scanner;
  const units = reportedUnits(assessment.judged, settings.reportFrom, namedCves(books));
  const gap = gapOf(found);
  return {
    id: ready.instance,
    updates: units.map(updateOf),
    ...partsInside(found),
    ...(gap && { gap }),
    reachable: ready.reachable,
    risk: assessment.score,
    commands: fixCommands(fixUnits(assessment.judged)),
  };
};

const entryOf = ({ settings }: Scanner, ready: Ready, looked: Looked, at: string): ScanEntry => {
  const { found, assessment, current, lacking, blocksRead } = looked;
  const { status, reason, system } = found;
  return {
    instance: ready.instance,
    status,
    ...(reason && { reason }),
    at,
    ...(status !== 'Failed' && { scannedAt: at }),
    ...(system && { system: system.name }),
    packages: found.packages.length,
    blocksRead,
    score: assessment.score,
    terms: assessment.terms,
    counts: countsOf(assessment.vulnerabilities),
    ...(settings.secrets && { secrets: found.inside.secrets.length }),
    ...(settings.threats !== 'off' && { threats: found.inside.threats.length }),
    reachable: ready.reachable,
    lacking,
    ...(current && { dataFrom: current.fetchedAt }),
  };
};

const fullReport = ({ instance }: Ready, { found, assessment }: Looked, at: string): ScanReport => {
  const { status, reason, system, packages, inside } = found;
  return {
    instance,
    at,
    status,
    ...(reason && { reason }),
    ...(system && { system }),
    packages,
    vulnerabilities: assessment.vulnerabilities,
    secrets: inside.secrets,
    threats: inside.threats,
  };
};

/** Scans one instance and books what was found. @returns the releases that there are no advisories for. Throws what EBS says. */
export const scanInstance = async (scanner: Scanner, ready: Ready): Promise<readonly string[]> => {
  const { books, scans } = scanner;
  const looked = await look(scanner, ready);
  const subject = { id: ready.instance, tags: ready.tags };
  const { status, reason = '' } = looked.found;
  await keepInventory(scanner, ready.instance, advised(looked.found));
  if (status === 'Failed' || status === 'Unsupported')
    await settleGap(
      books,
      subject,
      { sort: 'gap', status, reason },
      looked.found.system && partsInside(looked.found),
    );
  else await settleScanned(books, subject, instanceOf(scanner, ready, looked));
  const at = new Date(books.clock.now()).toISOString();
  if (looked.found.system) await keepReport(scanner.objects, fullReport(ready, looked, at));
  await scans.note(
    status === 'Failed'
      ? { instance: ready.instance, status, reason, at }
      : entryOf(scanner, ready, looked, at),
  );
  return looked.lacking;
};

/** Books that the snapshots of an instance cannot be read. */
export const bookUnreadable = async (
  { books, scans }: Scanner,
  { instance, tags }: Ready,
  reason: string,
): Promise<void> => {
  await settleGap(books, { id: instance, tags }, { sort: 'gap', status: 'Failed', reason });
  const at = new Date(books.clock.now()).toISOString();
  await scans.note({ instance, status: 'Failed', reason, at });
};
