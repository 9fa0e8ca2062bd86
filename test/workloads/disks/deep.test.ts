import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, hasTool, makeTree, run, withVolume } from './compare.ts';

const work = mkdtempSync(join(tmpdir(), 'drawbridge-disks-'));
const tree = join(work, 'tree');
const image = join(work, 'image');

beforeAll(() => makeTree(tree));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const EXT: readonly (readonly [string, string])[] = [
  ['ext4', 'mkfs.ext4 -q'],
  ['ext4 with blocks of 1 KiB', 'mkfs.ext4 -q -b 1024'],
  ['ext4 with inline data', 'mkfs.ext4 -q -O inline_data -I 256'],
  ['ext4 with inline data in large inodes', 'mkfs.ext4 -q -O inline_data -I 1024'],
  ['ext4 with descriptors in meta groups', 'mkfs.ext4 -q -b 1024 -O meta_bg,^resize_inode -g 1024'],
  ['ext4 with narrow descriptors', 'mkfs.ext4 -q -O ^64bit'],
  ['ext4 without types in directories', 'mkfs.ext4 -q -O ^filetype'],
  ['ext4 in clusters', 'mkfs.ext4 -q -O bigalloc -C 65536'],
  ['ext4 with large directories and quotas', 'mkfs.ext4 -q -O large_dir,quota,project'],
  ['ext3', 'mkfs.ext3 -q'],
  ['ext2 with blocks of 1 KiB', 'mkfs.ext2 -q -b 1024'],
  ['ext2 of the first revision', 'mkfs.ext2 -q -r 0'],
];

const XFS: readonly (readonly [string, string])[] = [
  ['XFS version 5', ''],
  ['XFS version 4 without types in directories', '-m crc=0 -n ftype=0'],
  ['XFS with blocks of 1 KiB and small inodes', '-m crc=0 -b size=1024 -i size=256'],
  ['XFS with blocks of 1 KiB', '-b size=1024'],
  ['XFS with large directory blocks', '-n size=65536'],
  ['XFS with wide counts of extents', '-i nrext64=1'],
];

/** All of them where `DRAWBRIDGE_FULL` is set, as in CI; each makes and reads a whole image. */
const some = <Kind>(kinds: readonly Kind[]): readonly Kind[] =>
  process.env['DRAWBRIDGE_FULL'] ? kinds : kinds.slice(0, 2);

describe.skipIf(!hasTool('mkfs.ext4'))('every node of', () => {
  test.for(some(EXT))('%s is what it was made of', async ([, command]) => {
    run(`rm -f '${image}'; truncate -s 512M '${image}'; ${command} -d '${tree}' '${image}'`);
    const { nodes, differences } = await withVolume(image, (volume) => compare(volume, tree));
    expect(differences).toEqual([]);
    expect(nodes).toBeGreaterThan(3000);
  });
});

/** The protofile that mkfs.xfs(8) takes: mode, owner, group, and what to copy. */
const proto = (folder: string): string =>
  run(`cd '${folder}' && { printf '/none\\n0 0\\nd--755 0 0\\n'
    list() { for each in "$1"/*; do name=$(basename "$each")
      if [ -L "$each" ]; then echo "$name l--777 0 0 $(readlink "$each")"
      elif [ -d "$each" ]; then echo "$name d--755 0 0"; list "$each"; echo '$'
      elif [ -f "$each" ]; then echo "$name ---644 0 0 $each"
      elif [ -p "$each" ]; then echo "$name p--644 0 0"; fi; done; }
    list '${folder}'; echo '$'; } > '${work}/proto'; cat '${work}/proto'`);

if (!hasTool('mkfs.xfs'))
  process.stderr.write('SKIPPED: no mkfs.xfs here, XFS is only tried on stored images\n');

describe.skipIf(!hasTool('mkfs.xfs'))('every node of', () => {
  beforeAll(() => {
    run(`rmdir '${tree}/nothing'`);
    proto(tree);
  });

  test.for(some(XFS))('%s is what it was made of', async ([, options]) => {
    run(
      `rm -f '${image}'; truncate -s 400M '${image}'; mkfs.xfs -q ${options} -p '${work}/proto' '${image}'`,
    );
    const { nodes, differences } = await withVolume(image, (volume) => compare(volume, tree));
    expect(differences).toEqual([]);
    expect(nodes).toBeGreaterThan(3000);
  });
});
