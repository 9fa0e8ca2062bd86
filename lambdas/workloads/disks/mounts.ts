import type { Tree } from './tree.ts';
import type { Volume } from './volume.ts';

/** The name of a volume as fstab(5) gives it; devices by their path are not known here. */
const namedBy = (spec: string): ((volume: Volume) => boolean) => {
  const [, key = '', value = ''] = /^(UUID|LABEL)="?([^"]*)"?$/.exec(spec) ?? [];
  if (key === 'UUID') return ({ uuid }) => uuid === value.toLowerCase();
  return ({ label }) => key === 'LABEL' && value !== '' && label === value;
};

/** Which other volumes are mounted where, as /etc/fstab says. */
export const mountsOf = async (
  tree: Tree,
  others: readonly Volume[],
): Promise<ReadonlyMap<string, Volume>> => {
  const fstab = others.length > 0 ? await tree.read('/etc/fstab') : undefined;
  const lines = (fstab?.toString('utf8') ?? '').split('\n').filter((line) => !line.trim().startsWith('#'));
  return new Map(
    lines.flatMap((line) => {
      const [spec = '', path = ''] = line.trim().split(/\s+/);
      const volume = others.find(namedBy(spec));
      return volume && /^\/./.test(path) ? [[path.replace(/\/+$/, ''), volume] as const] : [];
    }),
  );
};
