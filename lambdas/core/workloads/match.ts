import type { AdvisoryRow, VersionEvent } from './advisory.ts';
import type { Package } from './package.ts';
import { orderOf } from './versions/by-ecosystem.ts';
import type { Order } from './versions/order.ts';

/** An advisory that holds for a package. */
export interface Match {
  readonly package: Package;
  readonly advisory: AdvisoryRow;
  /** The version of the package, or of its source, that the advisory was held against. */
  readonly judged: string;
  /** The first version behind it in which it is fixed. */
  readonly fixed?: string;
}

/** Advisories of these name source packages, and the versions of those. */
const BY_SOURCE = new Set(['Alpine', 'Chainguard', 'Debian', 'Ubuntu', 'Wolfi']);

const familyOf = (ecosystem: string): string => ecosystem.split(':')[0] ?? '';

/** PEP 503. */
const pythonName = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

/** A name in the one spelling by which advisories are kept. */
export const advisoryName = (ecosystem: string, name: string): string => {
  const family = familyOf(ecosystem);
  if (family === 'PyPI') return pythonName(name);
  return family === 'Packagist' ? name.toLowerCase() : name;
};

/** The name and version by which advisories know a package. */
export const judgedAs = (item: Package): { readonly name: string; readonly version: string } =>
  BY_SOURCE.has(familyOf(item.ecosystem))
    ? { name: item.source ?? item.name, version: item.sourceVersion ?? item.version }
    : { name: advisoryName(item.ecosystem, item.name), version: item.version };

const versionOf = (event: VersionEvent): string => Object.values(event)[0] ?? '';

/** Where a version begins to be affected comes before where that ends, when both name the same. */
const ordered = (events: readonly VersionEvent[], order: Order): readonly VersionEvent[] =>
  events.toSorted((one, other) => {
    if (versionOf(one) === '0' || versionOf(other) === '0')
      return Number(versionOf(other) === '0') - Number(versionOf(one) === '0');
    return order(versionOf(one), versionOf(other));
  });

/** Whether a version is affected from an event on; `undefined` where it lies before the event. */
const after = (version: string, event: VersionEvent, order: Order): boolean | undefined => {
  if ('introduced' in event)
    return event.introduced === '0' || order(version, event.introduced) >= 0 ? true : undefined;
  if ('fixed' in event) return order(version, event.fixed) >= 0 ? false : undefined;
  return order(version, event.last_affected) > 0 ? false : undefined;
};

/** OSV's own rule (https://ossf.github.io/osv-schema/#evaluation). */
const isInRange = (version: string, events: readonly VersionEvent[], order: Order): boolean =>
  ordered(events, order).reduce((affected, event) => after(version, event, order) ?? affected, false);

const firstFixed = (version: string, events: readonly VersionEvent[], order: Order): string | undefined =>
  events
    .flatMap((event) => ('fixed' in event && order(event.fixed, version) > 0 ? event.fixed : []))
    .toSorted(order)[0];

/** Releases of rpms that were built for a module. */
export const MODULAR = /\.module[_+]/;

/** A module's advisory holds for packages of that stream only, and one that is no module's for no module. */
const isOfStream = ({ modules }: AdvisoryRow, item: Package): boolean => {
  const modular = item.module !== undefined || MODULAR.test(item.version);
  if (!modules || !modular) return !modules && !modular;
  return modules.length === 0 || item.module === undefined || modules.includes(item.module);
};

/** The advisories among those of its name that hold for a package. */
export const matchesOf = (item: Package, advisories: readonly AdvisoryRow[]): readonly Match[] => {
  const order = orderOf(item.ecosystem);
  const { version } = judgedAs(item);
  return advisories.flatMap((advisory) => {
    if (item.manager === 'rpm' && !isOfStream(advisory, item)) return [];
    const range = advisory.ranges.find((events) => isInRange(version, events, order));
    if (!range && !advisory.versions?.includes(version)) return [];
    const fixed = range && firstFixed(version, range, order);
    return [{ package: item, advisory, judged: version, ...(fixed && { fixed }) }];
  });
};
