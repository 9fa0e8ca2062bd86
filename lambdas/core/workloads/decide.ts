/** What EC2 tells of an instance, as far as it decides on a scan. */
export interface Instance {
  readonly id: string;
  readonly state: string;
  /** `Linux/UNIX`, `Windows`, `Red Hat Enterprise Linux`, … (PlatformDetails). */
  readonly platform: string;
  readonly tags: Readonly<Record<string, string>>;
  /** EBS volumes by their devices, the one that it starts from first. */
  readonly volumes: readonly string[];
  /** An Outpost keeps its snapshots to itself. */
  readonly outpost?: string;
}

export type Decision =
  | { readonly scan: true }
  | { readonly scan: false; readonly status: 'Skipped' | 'Unsupported'; readonly reason: string }
  /** Nothing new is known of it: what was found stays open. */
  | { readonly scan: false; readonly status: 'Waiting'; readonly reason: string };

const GONE = new Set(['shutting-down', 'terminated']);

/** Whether an instance is gone for good, and its findings with it. */
export const isGone = ({ state }: Pick<Instance, 'state'>): boolean => GONE.has(state);

/** Who is scanned; a tag says no with any value. */
export const decide = (instance: Instance, skipTags: readonly string[]): Decision => {
  const { state, platform, tags, volumes, outpost } = instance;
  const tag = skipTags.find((key) => key in tags);
  if (tag !== undefined) return { scan: false, status: 'Skipped', reason: `it bears the tag ${tag}` };
  if (/windows/i.test(platform)) return { scan: false, status: 'Unsupported', reason: platform };
  if (volumes.length === 0)
    return {
      scan: false,
      status: 'Unsupported',
      reason: 'it starts from an instance store, not from a volume',
    };
  if (outpost) return { scan: false, status: 'Unsupported', reason: `it lives on ${outpost}` };
  if (state !== 'running') return { scan: false, status: 'Waiting', reason: `it is ${state}` };
  return { scan: true };
};
