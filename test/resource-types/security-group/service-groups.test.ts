import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../lambdas/core/base/policy.ts';
import { decide } from '../../../lambdas/core/judge/decide.ts';
import { factsOf } from '../../../lambdas/core/judge/facts.ts';
import { serviceOf } from '../../../lambdas/resource-types/security-group/service-groups.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/security-group/templates.ts';
import { securityGroup } from '../../../lambdas/resource-types/security-group/type.ts';
import { group, row } from './rows.ts';

const about = (GroupName: string, Description: string, tags: Readonly<Record<string, string>> = {}) => ({
  GroupName,
  Description,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});
const CREATED = 'created on 2020-08-31T17:07:19.819Z';

describe('a group that an AWS service made for itself', () => {
  test.for([
    [
      'AWS Directory Service',
      about('d-1234567890_controllers', 'AWS created security group for d-1234567890 directory controllers'),
    ],
    [
      'AWS Directory Service',
      about(
        'd-1234567890_controllers',
        'Amazon Web Services created security group for d-1234567890 directory controllers',
      ),
    ],
    [
      'Amazon GuardDuty',
      about(
        'GuardDutyManagedSecurityGroup-vpc-0e29f6c2',
        'Associated with VPC-vpc-0e29f6c2 and tagged as GuardDutyManaged',
      ),
    ],
    [
      'Amazon GuardDuty',
      about('GuardDutyManagedSecurityGroup-vpc-0e29f6c2', '', { GuardDutyManaged: 'true' }),
    ],
    ['Amazon WorkSpaces', about('d-1234567890_workspacesMembers', 'Amazon WorkSpaces Security Group')],
    ['Amazon EMR', about('ElasticMapReduce-master', `Master group for Elastic MapReduce ${CREATED}`)],
    ['Amazon EMR', about('ElasticMapReduce-slave', `Slave group for Elastic MapReduce ${CREATED}`)],
    [
      'Amazon EMR',
      about('ElasticMapReduce-ServiceAccess', `Service access group for Elastic MapReduce ${CREATED}`),
    ],
  ] as const)('is told by its evidence: %s, %j', ([service, group]) => {
    expect(serviceOf(group)).toBe(service);
  });

  test.for([
    ['a name alone', about('d-1234567890_controllers', 'mine')],
    ['another name alone', about('GuardDutyManagedSecurityGroup-vpc-0e29f6c2', 'mine')],
    ['a tag alone', about('web', 'mine', { GuardDutyManaged: 'true' })],
    [
      'a tag that says no',
      about('GuardDutyManagedSecurityGroup-vpc-1', 'mine', { GuardDutyManaged: 'false' }),
    ],
    [
      'a description that only begins so',
      about('x', 'AWS created security group for d-1234567890 and others'),
    ],
    ['what a module copied of EMR', about('EMR-master', 'Master group for Elastic MapReduce')],
    [
      'the wizard of the console',
      about('launch-wizard-1', 'launch-wizard-1 created 2020-08-31T17:07:19.819Z'),
    ],
    ['nothing', {}],
  ] as const)('is not told by %s', ([, group]) => {
    expect(serviceOf(group)).toBeUndefined();
  });

  const SSH = 'unrestricted-ssh-access';
  const decided = (madeBy: string | undefined, templates = {}) => {
    const open = { ...group([row('tcp 22', '0.0.0.0/0')]), ...(madeBy !== undefined && { madeBy }) };
    const place = { partition: 'aws', account: '123456789012', region: 'us-east-1' };
    const judge = { kind: securityGroup, templates: TEMPLATES, policy: { ...DEFAULT_POLICY, templates } };
    const { decisions } = decide(judge, open, factsOf(securityGroup, place, open.id, 0));
    return decisions.find(({ template }) => template === SSH);
  };

  test('is reported, with who made it and what to do', () => {
    expect(decided('AWS Directory Service')).toMatchObject({
      remediate: [],
      notify: [{ fromPort: 22 }],
      note: expect.stringMatching(
        /AWS Directory Service made this group for itself.*`serviceGroups: remediate`/,
      ),
    });
  });
  test('is closed where the policy file says so, as is any other', () => {
    const settings = { [SSH]: { serviceGroups: 'remediate' } };
    expect(decided('AWS Directory Service', settings)).toMatchObject({
      remediate: [{ fromPort: 22 }],
      notify: [],
    });
    expect(decided(undefined)).toMatchObject({ remediate: [{ fromPort: 22 }], notify: [] });
  });
});
