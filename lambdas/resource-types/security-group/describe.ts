import {
  type EC2Client,
  paginateDescribeSecurityGroupRules,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { classify } from './errors.ts';

/** The largest page that DescribeSecurityGroupRules gives. */
const PAGE = 1000;

/**
 * Every row of a group, ingress and egress, all pages. EC2 answers with no rows for a group that does not exist; what
 * says so in an error gives undefined. Throws what AWS throws otherwise.
 */
export const describeRules = async (
  client: EC2Client,
  id: string,
): Promise<readonly SecurityGroupRule[] | undefined> => {
  const rows: SecurityGroupRule[] = [];
  const filter = { Filters: [{ Name: 'group-id', Values: [id] }] };
  try {
    for await (const page of paginateDescribeSecurityGroupRules({ client, pageSize: PAGE }, filter))
      rows.push(...(page.SecurityGroupRules ?? []));
  } catch (error) {
    if (classify(error) === 'gone') return undefined;
    throw error;
  }
  return rows;
};
