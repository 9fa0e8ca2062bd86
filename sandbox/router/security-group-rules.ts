import { at, list } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import { refusal } from './faults.ts';
import { type Answer, answer, type Forward, withBody } from './http.ts';
import { keyOf, namedKeys } from './rule-keys.ts';
import { parseItems, toXml, xmlError } from './xml.ts';

/** One rule as DescribeSecurityGroupRules shows it, in XML's names and texts. */
export interface Rule {
  readonly id: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Asks moto something on the caller's behalf. */
const ask = async (
  forward: Forward,
  call: Call,
  params: Readonly<Record<string, string>>,
): Promise<unknown> => {
  const form = new URLSearchParams({ ...params, Version: '2016-11-15' });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = { ...withBody(call.request, form.toString()), method: 'POST', target: '/' };
  const { status, body } = await forward(request, headers);
  if (status !== 200) throw new Error(`The emulator refused ${params['Action']}: ${xmlError(body).message}`);
  return parseItems(body);
};

/** The id of the group that a call names; a name alone is one of the default VPC's. */
const groupIdOf = async (forward: Forward, call: Call): Promise<string | undefined> => {
  const id = call.params.get('GroupId');
  if (id) return id;
  const name = call.params.get('GroupName');
  if (!name) return undefined;
  const found = await ask(forward, call, {
    Action: 'DescribeSecurityGroups',
    'Filter.1.Name': 'group-name',
    'Filter.1.Value.1': name,
  });
  return String(at(list(at(found, 'DescribeSecurityGroupsResponse.securityGroupInfo'))[0], 'groupId') ?? '');
};

const rulesOf = async (forward: Forward, call: Call, groupId: string): Promise<readonly Rule[]> => {
  const found = await ask(forward, call, {
    Action: 'DescribeSecurityGroupRules',
    'Filter.1.Name': 'group-id',
    'Filter.1.Value.1': groupId,
  });
  return list(at(found, 'DescribeSecurityGroupRulesResponse.securityGroupRuleSet')).map((raw) => ({
    id: String(at(raw, 'securityGroupRuleId')),
    raw: raw as Rule['raw'],
  }));
};

const egress = ({ raw }: Rule): boolean => raw['isEgress'] === 'true';

const ids = (rules: readonly Rule[]): ReadonlySet<string> => new Set(rules.map(({ id }) => id));

const unknownId = (call: Call, there: readonly Rule[]): string | undefined =>
  [...call.params]
    .filter(([name]) => /^SecurityGroupRuleId\.\d+$/.test(name))
    .map(([, id]) => id)
    .find((id) => !ids(there).has(id));

/** One wrong row is enough for AWS to refuse the whole call, where moto has done the rest already. */
const refused = (call: Call, before: readonly Rule[]): Answer | undefined => {
  const there = before.filter((rule) => egress(rule) === call.action.endsWith('Egress'));
  const unknown = unknownId(call, there);
  if (unknown !== undefined)
    return refusal(
      call,
      400,
      'InvalidSecurityGroupRuleId.NotFound',
      `The security group rule ID '${unknown}' does not exist`,
    );
  const known = new Set(there.map(({ raw }) => keyOf(raw)));
  const named = namedKeys(call.params) ?? [];
  if (call.action.startsWith('Authorize'))
    return named.some((key) => known.has(key))
      ? refusal(call, 400, 'InvalidPermission.Duplicate', 'The specified rule already exists')
      : undefined;
  return named.some((key) => !known.has(key))
    ? refusal(
        call,
        400,
        'InvalidPermission.NotFound',
        'The specified rule does not exist in this security group.',
      )
    : undefined;
};

/** A rule in an answer to Authorize or Revoke: no empty tag set, and who owns the group. */
const shown = ({ raw: { tagSet: _, ...raw } }: Rule, account: string) => ({ groupOwnerId: account, ...raw });

/** The answer with every rule that the call added or removed; moto's has the last one or none. */
const complete = (call: Call, added: readonly Rule[], removed: readonly Rule[]): Answer => {
  const set = (rules: readonly Rule[]) =>
    rules.length > 0 ? { item: rules.map((rule) => shown(rule, call.caller.account)) } : '';
  const result = call.action.startsWith('Authorize')
    ? { securityGroupRuleSet: set(added) }
    : { revokedSecurityGroupRuleSet: set(removed) };
  const response = { requestId: crypto.randomUUID(), return: 'true', ...result };
  return answer(200, 'text/xml;charset=UTF-8', toXml({ [`${call.action}Response`]: response }));
};

/** Rules that were not there before a call on a group, or no longer are after it. */
export interface RuleChange {
  readonly added: readonly Rule[];
  readonly removed: readonly Rule[];
}

export const changesRules = ({ service, action }: Call): boolean =>
  service === 'ec2' && /^(Authorize|Revoke)SecurityGroup(In|E)gress$/.test(action);

/**
 * Authorize and Revoke as AWS answers them: what changed is told from the group's rules before and after. The caller
 * sees to it that no two run at once.
 */
export const changeRules = async (
  call: Call,
  forward: Forward,
): Promise<{ readonly answer: Answer; readonly change?: RuleChange }> => {
  const groupId = await groupIdOf(forward, call);
  const before = groupId ? await rulesOf(forward, call, groupId) : [];
  const refusedByAws = before.length > 0 ? refused(call, before) : undefined;
  if (refusedByAws) return { answer: refusedByAws };
  const motos = await forward(call.request);
  if (motos.status !== 200 || !groupId) return { answer: motos };
  const after = await rulesOf(forward, call, groupId);
  const [had, has] = [ids(before), ids(after)];
  const added = after.filter(({ id }) => !had.has(id));
  const removed = before.filter(({ id }) => !has.has(id));
  return { answer: complete(call, added, removed), change: { added, removed } };
};
