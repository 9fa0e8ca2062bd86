import {
  AuthorizeSecurityGroupIngressCommand,
  type EC2Client,
  RevokeSecurityGroupIngressCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { errorCode, message } from '../../core/base/errors.ts';
import { describeRules } from './describe.ts';
import { classify } from './errors.ts';
import { type IngressRule, sameContent } from './model.ts';
import { permissionOf } from './permission.ts';
import { ruleOf } from './reader.ts';

/** What was added; with an error when something could not be, in which case `added` is what could not be undone. */
export interface Added {
  readonly added: readonly IngressRule[];
  readonly error?: string;
}

/** Nobody but AWS sets tags of this prefix. */
const tagsOf = ({ tags = [] }: IngressRule): readonly Tag[] =>
  tags.filter(({ key }) => !/^aws:/i.test(key)).map(({ key, value }) => ({ Key: key, Value: value }));

/** One call gives all its rows the same tags. */
export const byTags = (rules: readonly IngressRule[]): readonly (readonly IngressRule[])[] => {
  const calls = new Map<string, IngressRule[]>();
  for (const rule of rules) {
    const key = JSON.stringify(tagsOf(rule));
    calls.set(key, [...(calls.get(key) ?? []), rule]);
  }
  return [...calls.values()];
};

/** Adds rows in one call, all with the tags of the first. Returns them with their ids. */
export const authorize = async (
  client: EC2Client,
  GroupId: string,
  rules: readonly IngressRule[],
): Promise<readonly IngressRule[]> => {
  const [first] = rules;
  const Tags = first ? [...tagsOf(first)] : [];
  const { SecurityGroupRules = [] } = await client.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: rules.map(permissionOf),
      ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'security-group-rule', Tags }] }),
    }),
  );
  const answered = SecurityGroupRules.map(ruleOf);
  return rules.map((rule) => {
    const id = answered.find((row) => sameContent(row, rule))?.id;
    return id === undefined ? rule : { ...rule, id };
  });
};

/** Takes back rows that this fix has added. Returns those that are still there, and why. */
export const undo = async (
  client: EC2Client,
  GroupId: string,
  rules: readonly IngressRule[],
): Promise<Added> => {
  const ids = rules.flatMap(({ id }) => id ?? []);
  try {
    if (ids.length > 0)
      await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: ids }));
    return { added: [] };
  } catch (error) {
    if (classify(error) === 'gone') return { added: [] };
    if (classify(error) === 'transient') throw error;
    return {
      added: rules,
      error: `What was added for them, ${ids.join(', ')}, could not be taken back. ${message(error)}`,
    };
  }
};

/** Adds rows; those that somebody has added since the read are no reason to refuse the others. */
const authorizeMissing = async (
  client: EC2Client,
  id: string,
  rules: readonly IngressRule[],
): Promise<readonly IngressRule[]> => {
  try {
    return await authorize(client, id, rules);
  } catch (error) {
    if (errorCode(error) !== 'InvalidPermission.Duplicate') throw error;
    const there = ((await describeRules(client, id)) ?? []).filter(({ IsEgress }) => !IsEgress).map(ruleOf);
    const missing = rules.filter((rule) => !there.some((row) => sameContent(row, rule)));
    return missing.length > 0 ? authorize(client, id, missing) : [];
  }
};

const refusal = (id: string, error: unknown): string =>
  [
    `AWS refuses to add the rest of a range to ${id}, so the group was left as it was.`,
    /^(AccessDenied|Unauthorized)/.test(errorCode(error))
      ? "Allow ec2:AuthorizeSecurityGroupIngress, and ec2:CreateTags for its rules, to this function's role, also in service control policies,"
      : 'Make room in the group,',
    'set ranges: row for the template, or revoke by hand.',
    message(error),
  ].join(' ');

/**
 * Adds rows with their descriptions and tags: all of them, or none. Throws what is transient; the next try then finds
 * what this one has added.
 */
export const addAll = async (
  client: EC2Client,
  id: string,
  rules: readonly IngressRule[],
): Promise<Added> => {
  const added: IngressRule[] = [];
  try {
    for (const call of byTags(rules)) added.push(...(await authorizeMissing(client, id, call)));
    return { added };
  } catch (error) {
    if (classify(error) === 'transient') throw error;
    const undone = await undo(client, id, added);
    return { ...undone, error: [refusal(id, error), undone.error].filter(Boolean).join(' ') };
  }
};
