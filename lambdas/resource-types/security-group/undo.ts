import {
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connection } from '../../adapters/connect.ts';
import { type Subject, type Undoing, undoneOf } from '../../core/ledger/undo.ts';
import { authorize, byTags, undo as takeBack } from './add.ts';
import { describeRules } from './describe.ts';
import { classify } from './errors.ts';
import type { IngressRule } from './model.ts';
import { planRestore } from './plan-restore.ts';
import { ruleOf } from './reader.ts';

/** EC2 describes no rows for a group that is gone, and says so only when it is asked for the group itself. */
const isGone = async (ec2: EC2Client, id: string): Promise<boolean> => {
  try {
    await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    return false;
  } catch (error) {
    if (classify(error) !== 'gone') throw error;
    return true;
  }
};

/** All rows or none: those of an earlier call are revoked again when a later one fails. */
const addAll = async (ec2: EC2Client, id: string, rules: readonly IngressRule[]): Promise<void> => {
  const added: IngressRule[] = [];
  try {
    for (const call of byTags(rules)) added.push(...(await authorize(ec2, id, call)));
  } catch (error) {
    await takeBack(ec2, id, added).catch(() => {});
    throw error;
  }
};

/** Rows come back with description and tags; the rest of a split row goes once the row itself is there. */
export const undo = ({ record }: Subject, connection: Connection = {}): Undoing<IngressRule> => {
  const ec2 = new EC2Client(awsHttp(connection));
  const { id } = record;
  return {
    rights:
      'ec2:AuthorizeSecurityGroupIngress, ec2:CreateTags and ec2:RevokeSecurityGroupIngress on the group and its rules',
    plan: async () => {
      if (await isGone(ec2, id)) return { refused: `${id} is gone, so nothing can be put back.` };
      const rows = (await describeRules(ec2, id)) ?? [];
      const rules = rows.filter(({ IsEgress }) => !IsEgress).map(ruleOf);
      return planRestore({ rules }, undoneOf(record));
    },
    restore: async ({ put, take }) => {
      await addAll(ec2, id, put);
      const ids = take.flatMap((rule) => rule.id ?? []);
      if (ids.length > 0)
        await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, SecurityGroupRuleIds: ids }));
    },
  };
};
