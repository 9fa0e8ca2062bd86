import type { Package } from '../../core/workloads/package.ts';

/** The fields of a stanza (deb822(5)); what goes on over several lines is left out. */
export const fieldsOf = (stanza: string): ReadonlyMap<string, string> =>
  new Map(
    stanza.split('\n').flatMap((line) => {
      const [, key, value] = /^([^\s:]+):[ \t]*(.*?)\s*$/.exec(line) ?? [];
      return key && value !== undefined ? [[key.toLowerCase(), value] as const] : [];
    }),
  );

const GONE = new Set(['not-installed', 'config-files']);

/** `openssl (3.0.9-1)` where the version of the source is not the package's own. */
const sourceOf = (text: string): Partial<Pick<Package, 'source' | 'sourceVersion'>> => {
  const [, source, sourceVersion] = /^(\S+)(?:\s+\((.+)\))?$/.exec(text) ?? [];
  return { ...(source && { source }), ...(sourceVersion && { sourceVersion }) };
};

/** The packages of a dpkg status file whose files are there, in whatever state; those of which only the configuration is left are gone. */
export const dpkgPackages = (text: string, path: string, ecosystem: string): Package[] =>
  text.split(/\n[ \t]*\n/).flatMap((stanza) => {
    const fields = fieldsOf(stanza);
    const [name, version, status] = ['package', 'version', 'status'].map((key) => fields.get(key));
    if (!name || !version || GONE.has(status?.split(/\s+/)[2] ?? '')) return [];
    const architecture = fields.get('architecture');
    return [
      {
        ecosystem,
        name,
        version,
        ...sourceOf(fields.get('source') ?? name),
        ...(architecture && { architecture }),
        path,
        manager: 'dpkg',
      } satisfies Package,
    ];
  });
