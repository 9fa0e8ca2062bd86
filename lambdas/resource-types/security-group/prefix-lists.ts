import {
  type EC2Client,
  type ManagedPrefixList,
  paginateDescribeManagedPrefixLists,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import type { Clock } from '../../core/base/ports.ts';
import type { Template } from '../../core/base/resource-type.ts';
import { classify } from './errors.ts';
import type { IngressRule, PrefixList, SecurityGroup } from './model.ts';

/** The largest page that EC2 gives of prefix lists, and of their entries. */
const PAGE = 100;
/** A prefix list that is being changed shows its old entries for a while. */
const CHANGING = /-in-progress$/;
const LOOK_AGAIN_MS = [500, 1000, 2000, 4000] as const;

/** The prefix lists that some template would object to, were they the world. */
export const listsThatMatter = (
  group: SecurityGroup,
  templates: readonly Template<SecurityGroup, IngressRule>[],
): readonly string[] => {
  const rules = group.rules.filter(({ source }) => source.type === 'prefix-list');
  if (rules.length === 0) return [];
  const ids = rules.flatMap(({ source }) => (source.type === 'prefix-list' ? [source.id] : []));
  const prefixLists = Object.fromEntries(ids.map((id) => [id, { cidrs: ['0.0.0.0/0'] }]));
  const asIfWorld = { ...group, rules, prefixLists };
  const open = new Set(templates.flatMap((template) => template.offending(asIfWorld)));
  return [...new Set(ids.filter((_, i) => open.has(rules[i] as IngressRule)))];
};

const entriesOf = async (client: EC2Client, id: string): Promise<readonly string[]> => {
  const cidrs: string[] = [];
  try {
    for await (const { Entries } of paginateGetManagedPrefixListEntries(
      { client, pageSize: PAGE },
      { PrefixListId: id },
    ))
      cidrs.push(...(Entries ?? []).flatMap(({ Cidr }) => Cidr ?? []));
  } catch (error) {
    if (classify(error) !== 'gone') throw error;
  }
  return cidrs;
};

const listsOf = async (client: EC2Client, ids: readonly string[]): Promise<readonly ManagedPrefixList[]> => {
  const filter = { Filters: [{ Name: 'prefix-list-id', Values: [...ids] }] };
  const lists: ManagedPrefixList[] = [];
  for await (const { PrefixLists } of paginateDescribeManagedPrefixLists({ client, pageSize: PAGE }, filter))
    lists.push(...(PrefixLists ?? []));
  return lists;
};

/** Owners and entries; of AWS's own lists the owner is enough, for they never violate. */
export const prefixListsOf = async (
  client: EC2Client,
  ids: readonly string[],
): Promise<Readonly<Record<string, PrefixList>>> => {
  if (ids.length === 0) return {};
  const lists = await Promise.all(
    (await listsOf(client, ids)).map(
      async ({ PrefixListId: id = '', OwnerId }): Promise<[string, PrefixList]> => {
        const cidrs = OwnerId === 'AWS' ? [] : await entriesOf(client, id);
        return [id, { ...(OwnerId !== undefined && { ownerId: OwnerId }), cidrs }];
      },
    ),
  );
  return Object.fromEntries(lists);
};

/** Waits until a change of a prefix list is done. Throws when that takes longer than a few seconds. */
export const waitUntilChanged = async (
  client: EC2Client,
  id: string,
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<void> => {
  for (const pause of [...LOOK_AGAIN_MS, undefined]) {
    const [list] = await listsOf(client, [id]);
    if (!CHANGING.test(list?.State ?? '')) return;
    if (pause === undefined) throw new Error(`Prefix list ${id} is still being changed; Lambda tries again`);
    await sleep(pause);
  }
};
