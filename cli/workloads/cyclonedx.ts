import { randomUUID } from 'node:crypto';
import { PackageURL } from 'packageurl-js';
import { VERSION } from '../../lambdas/adapters/version.ts';
import type { Package } from '../../lambdas/core/workloads/package.ts';
import type { Vulnerability } from '../../lambdas/core/workloads/vulnerability.ts';
import type { ScanReport } from '../../lambdas/workloads/scan-report.ts';

/** https://github.com/package-url/purl-spec: the types of packages by who manages them. */
const TYPES: Readonly<Record<Package['manager'], string>> = {
  apk: 'apk',
  composer: 'composer',
  dpkg: 'deb',
  gem: 'gem',
  go: 'golang',
  jar: 'maven',
  npm: 'npm',
  pip: 'pypi',
  rpm: 'rpm',
};

const SYSTEMS = new Set<Package['manager']>(['apk', 'dpkg', 'rpm']);

const namespaceOf = ({ manager, ecosystem, name }: Package): readonly [string | undefined, string] => {
  if (SYSTEMS.has(manager)) return [ecosystem.split(':')[0]?.toLowerCase().replaceAll(' ', ''), name];
  if (manager === 'jar' && name.includes(':'))
    return [name.split(':')[0], name.split(':').slice(1).join(':')];
  const cut = name.lastIndexOf('/');
  return cut < 0 ? [undefined, name] : [name.slice(0, cut), name.slice(cut + 1)];
};

/** `pkg:deb/debian/openssl@3.0.9-1?arch=amd64`; undefined for what no such URL can be of. */
const purlOf = (item: Package): string | undefined => {
  const { manager, version, architecture, ecosystem } = item;
  const [namespace, name] = namespaceOf(item);
  // An rpm's epoch is a qualifier.
  const [, epoch, bare = version] = manager === 'rpm' ? (/^(?:(\d+):)?(.*)$/.exec(version) ?? []) : [];
  const release = SYSTEMS.has(manager)
    ? ecosystem.replace(':', '-').toLowerCase().replaceAll(' ', '')
    : undefined;
  const qualifiers = {
    ...(architecture && { arch: architecture }),
    ...(epoch && epoch !== '0' && { epoch }),
    ...(release && { distro: release }),
  };
  try {
    return new PackageURL(TYPES[manager], namespace, name, bare, qualifiers, undefined).toString();
  } catch {
    return undefined;
  }
};

const placeOf = ({ name, version, path }: Pick<Package, 'name' | 'version' | 'path'>): string =>
  JSON.stringify([name, version, path]);

const componentOf = (item: Package, ref: string) => {
  const purl = purlOf(item);
  return {
    type: 'library',
    'bom-ref': ref,
    name: item.name,
    version: item.version,
    ...(purl && { purl }),
    properties: [{ name: 'drawbridge:path', value: item.path }],
  };
};

const ratingsOf = ({ severity, cvss, epss }: Vulnerability) => [
  { source: { name: 'Drawbridge' }, severity: severity.toLowerCase(), method: 'other' },
  ...(cvss === undefined ? [] : [{ score: cvss, method: 'CVSSv3' }]),
  ...(epss === undefined
    ? []
    : [{ source: { name: 'EPSS', url: 'https://www.first.org/epss/' }, score: epss, method: 'other' }]),
];

/** Each CVE once, with all packages that it is of; an advisory without one counts as its own. */
const byId = (
  all: readonly Vulnerability[],
): ReadonlyMap<string, readonly [Vulnerability, ...Vulnerability[]]> => {
  const groups = new Map<string, [Vulnerability, ...Vulnerability[]]>();
  for (const each of all)
    for (const id of each.cves.length > 0 ? each.cves : [each.id]) {
      const known = groups.get(id);
      if (known) known.push(each);
      else groups.set(id, [each]);
    }
  return groups;
};

const recommendationOf = (all: readonly Vulnerability[]): string | undefined => {
  const fixes = all.flatMap(({ package: name, fixed }) => (fixed ? [`${name} to ${fixed}`] : []));
  return fixes.length > 0 ? `Update ${[...new Set(fixes)].join(', ')}` : undefined;
};

/** Whether it is the first with this value. */
const first = <Key extends string>(key: Key) => {
  const seen = new Set<string>();
  return (item: Readonly<Record<Key, string>>): boolean =>
    !seen.has(item[key]) && seen.add(item[key]).size > 0;
};

/** A bill of materials in CycloneDX 1.6, with what is known to be wrong with it (https://cyclonedx.org/docs/1.6/json/). */
export const cyclonedx = ({ instance, at, system, packages, vulnerabilities }: ScanReport) => {
  const refs = new Map(packages.map((item, i) => [placeOf(item), `package-${i + 1}`]));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${randomUUID()}`,
    version: 1,
    metadata: {
      timestamp: at,
      tools: { components: [{ type: 'application', name: 'Drawbridge', version: VERSION }] },
      component: { type: 'device', 'bom-ref': instance, name: instance },
    },
    components: [
      ...(system ? [{ type: 'operating-system', 'bom-ref': 'system', name: system.name }] : []),
      ...packages.map((item) => componentOf(item, refs.get(placeOf(item)) ?? '')).filter(first('bom-ref')),
    ],
    vulnerabilities: [...byId(vulnerabilities)].map(([id, all]) => {
      const [worst] = all;
      const recommendation = recommendationOf(all);
      const affected = all.flatMap(
        ({ package: name, version, path }) => refs.get(placeOf({ name, version, path })) ?? [],
      );
      return {
        id,
        'bom-ref': `vulnerability-${id}`,
        ratings: ratingsOf(worst),
        ...(recommendation && { recommendation }),
        affects: [...new Set(affected)].map((ref) => ({ ref })),
        properties: [
          { name: 'drawbridge:advisory', value: worst.id },
          { name: 'drawbridge:known-exploited', value: String(worst.kev) },
        ],
      };
    }),
  };
};
