import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../lambdas/core/ledger/finding.ts';
import type { Inbox } from './inbox.ts';
import { until } from './until.ts';

/** Everything about a resource that is to be the same before and after, by name. */
export type Settings = Readonly<Record<string, unknown>>;

/** A way in for everybody, into a resource where everything else must stay. */
export interface Door {
  readonly template: string;
  /** The resource, as its finding names it. */
  readonly resource: string;
  /** What is opened, in a few words. */
  readonly opens: string;
  open(): Promise<unknown>;
  isOpen(): Promise<boolean>;
  settings(): Promise<Settings>;
}

/** What became of a door. */
export interface Watched {
  /** From the start of the call that opened to the first read that finds it closed. */
  readonly milliseconds: number;
  readonly finding: Finding;
}

/** The finding about a resource, once it has come. Throws when it says anything but REMEDIATED. */
export const remediated = async (inbox: Inbox, template: string, id: string): Promise<Finding> => {
  const about = ({ template: found, resource }: Finding) => found === template && resource.id === id;
  const finding = await inbox.finding(`${template} on ${id}`, about);
  if (finding.status !== 'REMEDIATED')
    throw new Error(`${template} on ${id} is ${finding.status}, not REMEDIATED: ${finding.error ?? ''}`);
  return finding;
};

const checkKept = (resource: string, before: Settings, after: Settings): void => {
  const text = (value: unknown) => JSON.stringify(value) ?? 'nothing';
  for (const [name, value] of Object.entries(before))
    if (!isDeepStrictEqual(value, after[name]))
      throw new Error(
        `${resource} should have kept as its ${name} ${text(value)} but has ${text(after[name])}.`,
      );
};

/** Opens a door, waits until it is closed and the finding has come, and throws unless everything is as it was before. */
export const watch = async (inbox: Inbox, door: Door): Promise<Watched> => {
  const { template, resource, opens } = door;
  const before = await door.settings();
  const start = performance.now();
  await door.open();
  await until(`${resource}, opened by ${opens}, to be closed`, async () => !(await door.isOpen()));
  const milliseconds = performance.now() - start;
  const finding = await remediated(inbox, template, resource);
  checkKept(resource, before, await door.settings());
  return { milliseconds, finding };
};
