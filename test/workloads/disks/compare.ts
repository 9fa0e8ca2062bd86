import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageFile } from '../../../cli/workloads/image-file.ts';
import { type Disk, openDisk } from '../../../lambdas/workloads/disks/bytes.ts';
import type { Entry, Node, Volume } from '../../../lambdas/workloads/disks/volume.ts';
import { volumesOf } from '../../../lambdas/workloads/disks/volumes.ts';

export const hasTool = (name: string): boolean => {
  try {
    execFileSync('sh', ['-c', `PATH=$PATH:/sbin:/usr/sbin command -v ${name}`], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
};

export const run = (command: string): string =>
  execFileSync('sh', ['-ec', `PATH=$PATH:/sbin:/usr/sbin\n${command}`], { encoding: 'utf8', stdio: 'pipe' });

export const withDisk = async <T>(path: string, work: (disk: Disk) => Promise<T>): Promise<T> => {
  const { source, close } = await imageFile(path);
  try {
    return await work(openDisk(source));
  } finally {
    await close();
  }
};

export const withVolume = <T>(path: string, work: (volume: Volume) => Promise<T>): Promise<T> =>
  withDisk(path, async (disk) => {
    const { volumes } = await volumesOf(disk);
    const [volume] = volumes;
    if (!volume) throw new Error(`no volume in ${path}`);
    return work(volume);
  });

interface Result {
  readonly nodes: number;
  readonly differences: readonly string[];
}

const sameFile = async (node: Node, path: string): Promise<boolean> =>
  node.type === 'file' && (await node.read(0, node.size + 1)).equals(readFileSync(path));

const sameNames = (entries: readonly Entry[], path: string): boolean =>
  JSON.stringify(entries.map(({ name }) => name).toSorted()) === JSON.stringify(readdirSync(path).toSorted());

/** What differs between a node and what it was made of, but for what lies below it. */
const difference = async (node: Node, path: string): Promise<string | undefined> => {
  const there = lstatSync(path);
  if (there.isSymbolicLink())
    return node.type === 'link' && (await node.target()) === readlinkSync(path) ? undefined : 'link';
  if (there.isFile()) return (await sameFile(node, path)) ? undefined : 'file';
  return there.isDirectory() === (node.type === 'directory') ? undefined : 'type';
};

/** Every node of a volume against the tree that it was made of: types, sizes, bytes, targets of links, names. */
export const compare = async (volume: Volume, source: string): Promise<Result> => {
  const differences: string[] = [];
  let nodes = 0;
  const visit = async (inode: number, path: string): Promise<void> => {
    const node = await volume.node(inode);
    const found = await difference(node, join(source, path));
    nodes += 1;
    if (found) differences.push(`${path}: ${found}`);
    if (node.type !== 'directory') return;
    const entries = (await node.entries()).filter(({ name }) => path !== '' || name !== 'lost+found');
    if (!sameNames(entries, join(source, path))) differences.push(`${path}: names`);
    for (const entry of entries) await visit(entry.inode, join(path, entry.name));
  };
  await visit(volume.root, '');
  return { nodes, differences };
};

/** A tree with what file systems treat in ways of their own. */
export const makeTree = (root: string): void => {
  const file = (path: string, data: string | Buffer): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), data);
  };
  file('empty', '');
  file('small', 'a few bytes');
  for (const size of [59, 60, 61, 100, 1000, 4096, 70_000, 3_000_000])
    file(`sizes/${size}`, Buffer.from(Array.from({ length: size }, (_, i) => (i * 31 + size) % 251)));
  for (let i = 0; i < 3000; i += 1) file(`many/a-name-of-some-length-${i}`, `${i}`);
  file('deep/er/and/deeper/still/file', 'x'.repeat(5000));
  run(`cd '${root}'
    truncate -s 9M sparse; printf ends | dd of=sparse bs=1 seek=9437180 conv=notrunc 2>/dev/null
    ln -s small short-link; ln -s '${'l/'.repeat(60)}x' long-link; ln -s '${'l/'.repeat(400)}x' longer-link
    ln -s /deep/er absolute; mkdir nothing; mkfifo pipe`);
};
