import type { Entry, NodeType, Volume } from './volume.ts';

/** Where a path leads. */
export interface Place {
  readonly path: string;
  readonly volume: Volume;
  readonly inode: number;
}

type Mounts = ReadonlyMap<string, Volume>;
type Listing = ReadonlyMap<string, Entry>;

const MOST_LINKS = 20;
const MOST_LISTINGS = 256;

const join = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

/** An entry's type, from its inode where the directory does not keep it. */
export const typeOf = async (volume: Volume, { type, inode }: Entry): Promise<NodeType> =>
  type === 'other' ? (await volume.node(inode)).type : type;

/** What a folder holds, by name; nothing where it is no folder. */
export const listing = async ({ volume, inode }: Place): Promise<Listing> => {
  const node = await volume.node(inode);
  if (node.type !== 'directory') return new Map();
  return new Map((await node.entries()).map((entry) => [entry.name, entry]));
};

/** Listings of the folders that paths lead through. */
const listings = (): ((place: Place) => Promise<Listing>) => {
  const known = new Map<string, Promise<Listing>>();
  return (place) => {
    const found = known.get(place.path) ?? listing(place);
    const [oldest] = known.keys();
    if (known.size >= MOST_LISTINGS && oldest !== undefined) known.delete(oldest);
    known.set(place.path, found);
    return found;
  };
};

/** Where a name in a folder leads: the root of what is mounted there, or the entry itself. */
export const placeOf = (mounts: Mounts, folder: Place, { name, inode }: Entry): Place => {
  const path = join(folder.path, name);
  const mounted = mounts.get(path);
  return mounted ? { path, volume: mounted, inode: mounted.root } : { path, volume: folder.volume, inode };
};

/** The way from the root to where a path has led so far. */
type Trail = readonly [Place, ...Place[]];

interface Step {
  readonly trail: Trail;
  /** What a link puts in the place of its name. */
  readonly more: readonly string[];
}

const above = ([top, ...others]: Trail): Trail => [top, ...others.slice(0, -1)];

const enter = async (trail: Trail, entry: Entry, mounts: Mounts): Promise<Step> => {
  const folder = trail.at(-1) ?? trail[0];
  if ((await typeOf(folder.volume, entry)) !== 'link')
    return { trail: [...trail, placeOf(mounts, folder, entry)], more: [] };
  const target = await (await folder.volume.node(entry.inode)).target();
  return { trail: target.startsWith('/') ? [trail[0]] : trail, more: target.split('/') };
};

/** Follows a path from the root; links never leave it. `undefined` where there is nothing, or too many links. */
export const finder = (root: Volume, mounts: Mounts): ((path: string) => Promise<Place | undefined>) => {
  const list = listings();

  const step = async (trail: Trail, name: string): Promise<Step | undefined> => {
    if (name === '' || name === '.') return { trail, more: [] };
    if (name === '..') return { trail: above(trail), more: [] };
    const entry = (await list(trail.at(-1) ?? trail[0])).get(name);
    return entry && enter(trail, entry, mounts);
  };

  const follow = async (trail: Trail, todo: readonly string[], links: number): Promise<Place | undefined> => {
    const [name, ...rest] = todo;
    if (name === undefined) return trail.at(-1);
    const next = links > MOST_LINKS ? undefined : await step(trail, name);
    return next && follow(next.trail, [...next.more, ...rest], links + Math.min(next.more.length, 1));
  };

  return (path) => follow([{ path: '/', volume: root, inode: root.root }], path.split('/'), 0);
};
