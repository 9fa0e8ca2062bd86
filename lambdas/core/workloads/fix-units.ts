import type { Manager } from './package.ts';
import type { Vulnerability } from './vulnerability.ts';

/** What one update fixes: a package of one manager, with all that is known to be wrong with it. */
export interface FixUnit {
  /** `dpkg/openssl`. */
  readonly key: string;
  readonly manager: Manager;
  readonly package: string;
  readonly version: string;
  /** The version in which all of it is fixed; absent where some of it has no fix yet. */
  readonly fixed?: string;
  readonly paths: readonly string[];
  /** The worst first. */
  readonly vulnerabilities: readonly Vulnerability[];
}

export interface Judged {
  readonly manager: Manager;
  readonly vulnerability: Vulnerability;
  readonly compare: (one: string, other: string) => number;
}

const highest = (all: readonly Judged[]): string | undefined => {
  const [first] = all;
  const fixes = all.flatMap(({ vulnerability: { fixed } }) => fixed ?? []);
  return first && fixes.length === all.length ? fixes.toSorted(first.compare).at(-1) : undefined;
};

const unitOf = (key: string, all: readonly [Judged, ...Judged[]]): FixUnit => {
  const [{ manager, vulnerability }] = all;
  const fixed = highest(all);
  return {
    key,
    manager,
    package: vulnerability.package,
    version: vulnerability.version,
    ...(fixed !== undefined && { fixed }),
    paths: [...new Set(all.map((each) => each.vulnerability.path))],
    vulnerabilities: all.map((each) => each.vulnerability),
  };
};

/** Vulnerabilities by the update that fixes them, in the order of the worst of each. */
export const fixUnits = (all: readonly Judged[]): readonly FixUnit[] => {
  const groups = new Map<string, [Judged, ...Judged[]]>();
  for (const each of all) {
    const { package: name, version } = each.vulnerability;
    const key = `${each.manager}/${name}@${version}`;
    const known = groups.get(key);
    if (known) known.push(each);
    else groups.set(key, [each]);
  }
  return [...groups.values()].map((group) =>
    unitOf(`${group[0].manager}/${group[0].vulnerability.package}`, group),
  );
};

const nameOf = ({ id, cves, kev }: Vulnerability): string => `${cves[0] ?? id}${kev ? ' KEV' : ''}`;

/** `openssl 3.0.9-1 → 3.0.11-1, CVE-2023-5363 KEV, +3`. */
export const unitText = ({ package: name, version, fixed, vulnerabilities }: FixUnit): string => {
  const [worst, ...others] = vulnerabilities;
  const more = others.length > 0 ? `, +${others.length}` : '';
  return `${name} ${version} → ${fixed ?? 'no fix yet'}, ${worst ? nameOf(worst) : ''}${more}`;
};

/** What a command is made of. */
type Fixable = Pick<FixUnit, 'manager' | 'package' | 'fixed'>;

const names = (units: readonly Fixable[]): string => units.map((unit) => unit.package).join(' ');
const pinned = (units: readonly Fixable[], between: string): string =>
  units.map((unit) => `${unit.package}${between}${unit.fixed}`).join(' ');

const COMMANDS: Partial<Record<Manager, (units: readonly Fixable[]) => string>> = {
  dpkg: (units) => `apt-get update && apt-get install --only-upgrade ${names(units)}`,
  rpm: (units) => `dnf upgrade ${names(units)}`,
  apk: (units) => `apk upgrade ${names(units)}`,
  npm: (units) => `npm install ${pinned(units, '@')}`,
  pip: (units) => `pip install --upgrade ${pinned(units, '==')}`,
  gem: (units) => `gem update ${names(units)}`,
  composer: (units) => `composer update ${names(units)}`,
};

/** One command a manager for what has a fix; programs and archives are built anew by whoever built them. */
export const fixCommands = (units: readonly Fixable[]): readonly string[] => {
  const fixable = units.filter(({ fixed }) => fixed !== undefined);
  return Object.entries(COMMANDS).flatMap(([manager, command]) => {
    const those = fixable.filter((unit) => unit.manager === manager);
    return those.length > 0 ? [command(those)] : [];
  });
};
