import type { File, Tree } from '../../../lambdas/workloads/disks/tree.ts';
import type { Node } from '../../../lambdas/workloads/disks/volume.ts';

const nodeOf = (data: Buffer): Node => ({
  type: 'file',
  size: data.length,
  executable: true,
  stamp: `${data.length}`,
  read: async (offset, length) => data.subarray(offset, offset + length),
  entries: async () => [],
  target: async () => '',
});

/** Files by their paths. */
export const treeOf = (files: Readonly<Record<string, string | Buffer>>): Tree => {
  const all = new Map(
    Object.entries(files).map(([path, data]) => [path, nodeOf(Buffer.from(data as string))]),
  );
  return {
    find: async (path) => all.get(path),
    read: async (path) => all.get(path)?.read(0, Number.MAX_SAFE_INTEGER),
    list: async (folder) =>
      [...all.keys()].flatMap((path) => (path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : [])),
    async *walk(folders): AsyncGenerator<File> {
      for (const [path, node] of all)
        if (folders.some((folder) => folder === '/' || path.startsWith(`${folder}/`)))
          yield { path, open: async () => node };
    },
  };
};
