/** What a system calls itself, and where advisories for its packages come from. */
export interface System {
  readonly name: string;
  /** As OSV would name it: of every package that its own manager installed. */
  readonly ecosystem: string;
  /** Whether anybody publishes advisories in a form that is read here. */
  readonly advised: boolean;
}

type Release = Readonly<Record<string, string>>;

const unquoted = (value: string): string =>
  value
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replaceAll(/\\(["'$`\\])/g, '$1');

/** The assignments of an os-release file (os-release(5)). */
const assignments = (text: string): Release =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, key, value] = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
      return key && value !== undefined ? [[key, unquoted(value)]] : [];
    }),
  );

const major = (version: string): string => version.split('.')[0] ?? '';

/** Every April release of an even year has long term support. */
const ubuntu = (version: string): string =>
  `Ubuntu:${version}${/^\d*[02468]\.04$/.test(version) ? ':LTS' : ''}`;

const alpine = (version: string): string | undefined => {
  const [, release] = /^(\d+\.\d+)\.\d+$/.exec(version) ?? [];
  return release && `Alpine:v${release}`;
};

const suse = (version: string): string => {
  const [release, pack] = version.split('.');
  return `SUSE:Linux Enterprise Server ${release}${pack && pack !== '0' ? ` SP${pack}` : ''}`;
};

const openEuler = (version: string, { VERSION = '' }: Release): string => {
  const [, kind] = /\(([\w-]+)\)/.exec(VERSION) ?? [];
  return `openEuler:${version}${kind ? `-${kind}` : ''}`;
};

/** OSV's names (https://ossf.github.io/osv-schema/#defined-ecosystems), and Amazon Linux, which it has not. By ID of os-release. */
const ADVISED: Readonly<Record<string, (version: string, release: Release) => string | undefined>> = {
  debian: (version) => version && `Debian:${major(version)}`,
  ubuntu: (version) => version && ubuntu(version),
  alpine,
  almalinux: (version) => version && `AlmaLinux:${major(version)}`,
  rocky: (version) => version && `Rocky Linux:${major(version)}`,
  rhel: (version) => version && `Red Hat:enterprise_linux:${major(version)}`,
  amzn: (version) => (/^(2|2023)$/.test(version) ? `Amazon Linux:${version}` : undefined),
  sles: (version) => version && suse(version),
  'opensuse-leap': (version) => version && `openSUSE:Leap ${version}`,
  'opensuse-tumbleweed': () => 'openSUSE:Tumbleweed',
  azurelinux: (version) => version && `Azure Linux:${major(version)}`,
  mariner: (version) => version && `Azure Linux:${major(version)}`,
  photon: (version) => version && `Photon OS:${version}`,
  mageia: (version) => version && `Mageia:${major(version)}`,
  openEuler,
  wolfi: () => 'Wolfi',
  chainguard: () => 'Chainguard',
};

/** Reads an os-release file. */
export const systemOf = (text: string): System => {
  const release = assignments(text);
  const { ID = 'linux', NAME = ID, VERSION_ID = '', PRETTY_NAME } = release;
  const ecosystem = ADVISED[ID]?.(VERSION_ID, release) || undefined;
  return {
    name: PRETTY_NAME || `${NAME} ${VERSION_ID}`.trim(),
    ecosystem: ecosystem ?? (VERSION_ID ? `${NAME}:${VERSION_ID}` : NAME),
    advised: ecosystem !== undefined,
  };
};

const SUSE_RELEASE = /^SUSE:Linux Enterprise (?:Server|Desktop|Module for .+?) (\d+(?: SP\d+)?)$/;
const RED_HAT_RELEASE = /^Red Hat:enterprise_linux:(\d+)(?:[.:]|$)/;
const UBUNTU_RELEASE = /^Ubuntu:(\d+\.\d+)(?::LTS)?$/;
const LANGUAGES = new Set(['Go', 'Maven', 'npm', 'Packagist', 'PyPI', 'RubyGems']);

/**
 * One name for all ecosystems of OSV whose advisories hold for the same machine: the modules of a SUSE, the
 * repositories of a Red Hat. `undefined` for what is only for those who pay for more (Ubuntu Pro, extended updates),
 * and for a distribution without a release.
 */
export const releaseOf = (ecosystem: string): string | undefined => {
  const [family = '', rest] = ecosystem.split(/:(.*)/s);
  if (LANGUAGES.has(family)) return family;
  if (family === 'SUSE' || family === 'Red Hat' || family === 'Ubuntu') {
    const patterns = { SUSE: SUSE_RELEASE, 'Red Hat': RED_HAT_RELEASE, Ubuntu: UBUNTU_RELEASE };
    const [, release] = patterns[family].exec(ecosystem) ?? [];
    return release && `${family}:${release}`;
  }
  return rest || family === 'Wolfi' || family === 'Chainguard' ? ecosystem : undefined;
};
