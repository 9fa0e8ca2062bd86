import type { Package } from '../../core/workloads/package.ts';
import { type Bytes, MIB } from '../disks/bytes.ts';
import { ImageError } from '../disks/image-error.ts';
import { bytesOf, unpack, type ZipEntry, zipEntries } from '../zip.ts';
import type { Manifest } from './manifest.ts';

const ARCHIVE = /\.(?:jar|war|ear|par|jpi|hpi)$/i;
const PROPERTIES = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
const MANIFEST = 'META-INF/MANIFEST.MF';
const DEEPEST = 5;
const MOST_INSIDE = 256 * MIB;
const SMALL = MIB;

/** `key=value` lines (java.util.Properties), or `key: value` of a manifest. */
const pairs = (text: string, separator: RegExp): ReadonlyMap<string, string> =>
  new Map(
    text
      .replaceAll(/\r?\n /g, '')
      .split(/\r?\n/)
      .flatMap((line) => {
        const [key, value] = line.split(separator, 2);
        return key && value ? [[key.trim(), value.trim()] as const] : [];
      }),
  );

const artifact = (path: string, group: string | undefined, name: string, version: string): Package => ({
  ecosystem: 'Maven',
  name: group ? `${group}:${name}` : name,
  version,
  path,
  manager: 'jar',
});

const byProperties = async (archive: Bytes, entry: ZipEntry, path: string): Promise<Package[]> => {
  const properties = pairs((await unpack(archive, entry, SMALL)).toString('utf8'), /=/);
  const [group, name, version] = ['groupId', 'artifactId', 'version'].map((key) => properties.get(key));
  return group && name && version ? [artifact(path, group, name, version)] : [];
};

/** An archive that Maven has not built: by its name, `log4j-1.2.17.jar`, and what its manifest says. */
const byName = async (archive: Bytes, entry: ZipEntry | undefined, path: string): Promise<Package[]> => {
  const manifest = entry
    ? pairs((await unpack(archive, entry, SMALL)).toString('utf8'), /: /)
    : new Map<string, string>();
  const [, fileName, fileVersion] = /([^/!]+?)-(\d[^/!]*)\.\w+$/.exec(path) ?? [];
  const version = fileVersion ?? manifest.get('Implementation-Version') ?? manifest.get('Bundle-Version');
  const name = fileName ?? manifest.get('Implementation-Title');
  return name && version ? [artifact(path, manifest.get('Implementation-Vendor-Id'), name, version)] : [];
};

interface Budget {
  left: number;
}

const inside = async (archive: Bytes, path: string, depth: number, budget: Budget): Promise<Package[]> => {
  const entries = await zipEntries(archive);
  const own = entries.filter(({ name }) => PROPERTIES.test(name));
  const found: Package[] = [];
  for (const entry of own) found.push(...(await byProperties(archive, entry, path)));
  if (found.length === 0)
    found.push(
      ...(await byName(
        archive,
        entries.find(({ name }) => name === MANIFEST),
        path,
      )),
    );
  for (const entry of entries.filter(({ name }) => ARCHIVE.test(name))) {
    budget.left -= entry.size;
    if (depth >= DEEPEST || budget.left < 0) throw new ImageError('there is too much inside the archive');
    const below = bytesOf(await unpack(archive, entry, MOST_INSIDE));
    found.push(...(await inside(below, `${path}!/${entry.name}`, depth + 1, budget)));
  }
  return found;
};

/** Java archives, and those inside of them. */
export const jar: Manifest = {
  matches: ({ path }) => ARCHIVE.test(path),
  most: 1024 * MIB,
  packages: (file) => inside(file, file.path, 0, { left: MOST_INSIDE }),
};
