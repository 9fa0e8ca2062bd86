import type { AsffMalware, AsffVulnerability } from '../../core/base/presentation.ts';
import type { ThreatPart, Update } from './model.ts';

/** ASFF takes so many, and so many packages of each. */
const MOST = 50;
const MOST_PACKAGES = 10;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_SoftwarePackage.html */
const MANAGERS: Readonly<Record<Update['manager'], string>> = {
  apk: 'APK',
  composer: 'COMPOSER',
  dpkg: 'OS',
  gem: 'BUNDLER',
  go: 'GOBINARY',
  jar: 'JAR',
  npm: 'NODEPKG',
  pip: 'PYTHONPKG',
  rpm: 'OS',
};

interface SoftwarePackage {
  readonly Name: string;
  readonly Version: string;
  readonly PackageManager: string;
  readonly FilePath?: string;
  readonly FixedInVersion?: string;
}

const packageOf = (update: Update, fixed: string | undefined): SoftwarePackage => ({
  Name: update.package,
  Version: update.version,
  PackageManager: MANAGERS[update.manager],
  ...(update.paths[0] !== undefined && { FilePath: update.paths[0] }),
  ...(fixed !== undefined && { FixedInVersion: fixed }),
});

interface Found {
  readonly packages: SoftwarePackage[];
  readonly cvss?: number;
  readonly epss?: number;
  readonly kev: boolean;
}

const fixable = ({ packages }: Found): 'YES' | 'NO' | 'PARTIAL' => {
  const fixes = packages.filter(({ FixedInVersion }) => FixedInVersion !== undefined).length;
  if (fixes === 0) return 'NO';
  return fixes === packages.length ? 'YES' : 'PARTIAL';
};

const entryOf = ([id, found]: readonly [string, Found]) => ({
  Id: id,
  VulnerablePackages: found.packages.slice(0, MOST_PACKAGES),
  ...(found.cvss !== undefined && { Cvss: [{ BaseScore: found.cvss }] }),
  ...(found.epss !== undefined && { EpssScore: found.epss }),
  ExploitAvailable: found.kev ? ('YES' as const) : ('NO' as const),
  FixAvailable: fixable(found),
});

interface Mention {
  readonly cve: string;
  readonly item: SoftwarePackage;
  readonly figures: Omit<Found, 'packages'>;
}

const mentionsIn = (update: Update): readonly Mention[] =>
  update.vulnerabilities.flatMap(({ id, cves, fixed, cvss, epss, kev }) => {
    const figures = { ...(cvss !== undefined && { cvss }), ...(epss !== undefined && { epss }), kev };
    const item = packageOf(update, fixed);
    return (cves.length > 0 ? cves : [id]).map((cve) => ({ cve, item, figures }));
  });

/**
 * ASFF's `Vulnerabilities` in the shape in which Amazon Inspector sends them: one for each CVE, the worst first.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Vulnerability.html
 */
export const vulnerabilitiesOf = (updates: readonly Update[]): readonly AsffVulnerability[] => {
  const found = new Map<string, Found>();
  for (const { cve, item, figures } of updates.flatMap(mentionsIn)) {
    const known = found.get(cve);
    if (known) known.packages.push(item);
    else found.set(cve, { ...figures, packages: [item] });
  }
  return [...found].slice(0, MOST).map(entryOf);
};

/** ASFF takes so many, and paths and names so long. */
const MOST_MALWARE = 5;
const LONGEST = { name: 64, path: 512 };

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Malware.html */
export const malwareOf = (threats: readonly ThreatPart[]): readonly AsffMalware[] =>
  threats.slice(0, MOST_MALWARE).map(({ rule, path }) => ({
    Name: rule.slice(0, LONGEST.name),
    Path: path.slice(0, LONGEST.path),
    State: 'OBSERVED',
  }));
