import type { EC2Client, IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { Clients } from './clients.ts';
import { authorize, createGroup, ingressRules, portsOf, sourceOf } from './group.ts';
import type { Inbox } from './inbox.ts';
import { until } from './until.ts';
import { remediated, type Watched } from './watch.ts';

/** Whether a rule is one of those that are to be closed. */
export type IsOpen = (rule: SecurityGroupRule) => boolean;

/** What was opened, and what became of it. */
export interface Closed extends Watched {
  readonly group: string;
  readonly before: readonly SecurityGroupRule[];
  readonly after: readonly SecurityGroupRule[];
}

const WORLD = ['0.0.0.0/0', '::/0'];

export const isWorld: IsOpen = (rule) => WORLD.includes(sourceOf(rule));

const ruleText = (rule: SecurityGroupRule): string => `${portsOf(rule)} from ${sourceOf(rule)}`;

const closed = async (ec2: EC2Client, group: string, isOpen: IsOpen): Promise<readonly SecurityGroupRule[]> =>
  until(`the open rows of ${group} to be closed`, async () => {
    const rules = await ingressRules(ec2, group);
    return rules.some(isOpen) ? undefined : rules;
  });

/** Throws unless exactly the open rows are gone and every other is as it was, ids and descriptions included. */
const checkKept = (
  { before, after, group }: Pick<Closed, 'before' | 'after' | 'group'>,
  isOpen: IsOpen,
): void => {
  const text = (rules: readonly SecurityGroupRule[]) =>
    rules.map((rule) => `${rule.SecurityGroupRuleId} ${ruleText(rule)} ${rule.Description ?? ''}`).sort();
  const [wanted, found] = [text(before.filter((rule) => !isOpen(rule))), text(after)];
  if (wanted.join() !== found.join())
    throw new Error(
      `${group} should have kept ${wanted.join('; ')} but has ${found.join('; ') || 'nothing'}.`,
    );
};

/** Opens a new group with one call, waits until what is open is closed and the finding has come, and checks the rest. */
export const openAndWatch = async (
  { ec2 }: Clients,
  inbox: Inbox,
  {
    vpc,
    template,
    permissions,
    isOpen = isWorld,
  }: {
    readonly vpc: string;
    readonly template: string;
    readonly permissions: (group: string) => readonly IpPermission[];
    readonly isOpen?: IsOpen;
  },
): Promise<Closed> => {
  const group = await createGroup(ec2, vpc, `scene-${template}-${crypto.randomUUID().slice(0, 8)}`);
  const start = performance.now();
  const before = await authorize(ec2, group, permissions(group));
  const after = await closed(ec2, group, isOpen);
  const milliseconds = performance.now() - start;
  checkKept({ before, after, group }, isOpen);
  const finding = await remediated(inbox, template, group);
  return { group, before, after, milliseconds, finding };
};
