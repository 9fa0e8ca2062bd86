import type { Policy } from '../core/base/policy.ts';
import type { Clock, Exceptions, TagSet } from '../core/base/ports.ts';
import type { Place } from '../core/base/resource-type.ts';
import type { Ledger } from '../core/ledger/ports.ts';
import { remediate } from '../core/remediate/remediate.ts';
import type { Outcome } from '../core/remediate/remediator.ts';
import { foundIn, type Gap, type Instance, type Part } from './instance/model.ts';
import { INSTANCE_TEMPLATES, instanceMode, judgedOf } from './instance/templates.ts';
import { ec2Instance, instanceArn } from './instance/type.ts';

/** What it takes to write what was found down. */
export interface Books {
  readonly ledger: Ledger;
  readonly exceptions: Exceptions;
  readonly policy: Policy;
  readonly place: Place;
  readonly clock: Clock;
  readonly version: string;
}

/** An instance as EC2 tells of it, as far as exclusions go by it. */
export interface Subject {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 20_000;

const reporting = (policy: Policy): Policy => ({
  ...policy,
  templates: {
    ...policy.templates,
    ...Object.fromEntries(INSTANCE_TEMPLATES.map(({ id }) => [id, { mode: instanceMode(policy, id) }])),
  },
});

const settle = (
  books: Books,
  { id, tags }: Subject,
  instance: Instance | undefined,
  policy = books.policy,
  templates = judgedOf(instance?.gap),
): Promise<Outcome> =>
  remediate<Instance, Part>(
    {
      ...books,
      kind: ec2Instance,
      templates,
      policy: reporting(policy),
      reader: {
        read: async () => instance,
        resolve: async () => [],
        name: async () => tags['Name'],
        tags: async (): Promise<readonly TagSet[]> => [{ owner: id, tags }],
      },
    },
    {
      id,
      trigger: { closes: true, shows: [], cause: { by: 'sweep' } },
      deadline: books.clock.now() + PATIENCE_MS,
    },
  );

/** What was known of it before, which stands while nothing new is known. */
const before = async ({ ledger, place }: Books, id: string) =>
  foundIn((await ledger.latest(instanceArn(id, place)))?.before ?? []);

/** Books what a scan has found. */
export const settleScanned = (books: Books, subject: Subject, instance: Instance): Promise<Outcome> =>
  settle(books, subject, instance);

/** Books why an instance was not scanned; what was found before stays open, but for what was found in its files now. */
export const settleGap = async (
  books: Books,
  subject: Subject,
  gap: Gap,
  inside?: Pick<Instance, 'secrets' | 'threats'>,
): Promise<Outcome> => {
  const known = await before(books, subject.id);
  const instance = { id: subject.id, ...known, ...inside, gap, commands: [] };
  return settle(books, subject, instance, books.policy, judgedOf(gap, inside !== undefined));
};

/** Books that somebody has left an instance out by a tag: what was found before is excluded, for that reason. */
export const settleSkipped = async (books: Books, subject: Subject, reason: string): Promise<Outcome> => {
  const { policy } = books;
  const origin = 'workloads.skipTags';
  const exclusions = [...policy.exclusions, { origin, resources: [subject.id], reason }];
  const gap: Gap = { sort: 'gap', status: 'Skipped', reason };
  const known = await before(books, subject.id);
  const instance = { id: subject.id, ...known, gap, commands: [] };
  return settle(books, subject, instance, { ...policy, exclusions });
};

/** Books that an instance is gone, and its findings with it. */
export const settleGone = (books: Books, id: string): Promise<Outcome> =>
  settle(books, { id, tags: {} }, undefined);
