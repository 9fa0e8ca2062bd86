import {
  DeleteSecurityGroupCommand,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { BatchUpdateFindingsCommand } from '@aws-sdk/client-securityhub';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import { authorize, ingressRules } from '../../sandbox/group.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { until } from '../../sandbox/until.ts';
import { asff } from '../support/asff.ts';
import { clients, control, hubFindings, newGroup, place, subscribe } from './support/cloud.ts';

const { ec2, securityHub } = clients;
const FIXER = ':role/Drawbridge-SecurityGroup';
const PUBLISHER = ':role/Drawbridge-Publisher';
const CIFS = 'unrestricted-cifs-access';

let inbox: Inbox;
beforeAll(async () => {
  inbox = await subscribe();
});
afterEach(async () => {
  await control.clearFaults();
});

const open = (): IpPermission[] => [
  { IpProtocol: 'tcp', FromPort: 445, ToPort: 445, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
];

const arnOf = (group: string): string =>
  `arn:aws:ec2:${place.region}:${place.account}:security-group/${group}`;

const told = async (group: string): Promise<readonly Finding[]> =>
  (await inbox.findings()).filter(({ resource }) => resource.id === group);

const tells = (group: string, status: string, count = 1): Promise<Finding> =>
  until(`${status} of ${group}, ${count} times`, async () => {
    const found = (await told(group)).filter((finding) => finding.status === status);
    return found.length >= count && found.at(-1);
  });

/** What Security Hub shows of a group's one finding. */
const shows = (group: string, shown: string) =>
  until(`${group} as ${shown} in Security Hub`, async () => {
    const [finding, ...others] = await hubFindings(arnOf(group));
    expect(others).toEqual([]);
    const { Compliance, RecordState, Workflow } = finding ?? {};
    return `${Compliance?.Status} ${RecordState} ${Workflow?.Status}` === shown && finding;
  });

const refuseFixes = (times: number) =>
  control.addFault({
    service: 'ec2',
    action: 'RevokeSecurityGroupIngress',
    caller: FIXER,
    status: 403,
    code: 'UnauthorizedOperation',
    times,
  });

const setByAPerson = async (group: string, Status: 'NOTIFIED' | 'SUPPRESSED'): Promise<void> => {
  const [finding] = await hubFindings(arnOf(group));
  const { Id, ProductArn } = finding ?? {};
  const FindingIdentifiers = [{ Id, ProductArn }];
  await securityHub.send(new BatchUpdateFindingsCommand({ FindingIdentifiers, Workflow: { Status } }));
};

describe('the life of a finding', () => {
  test('failed, resolved by somebody else, opened again, remediated, gone: one finding in Security Hub', async () => {
    const group = await newGroup();
    await refuseFixes(1);
    const [row] = await authorize(ec2, group, open());
    expect((await tells(group, 'FAILED')).error).toContain('UnauthorizedOperation');
    const failed = await shows(group, 'FAILED ACTIVE NEW');
    expect(failed.Id).toBe(`${arnOf(group)}/${CIFS}`);

    const SecurityGroupRuleIds = [row?.SecurityGroupRuleId ?? ''];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds }));
    await tells(group, 'RESOLVED');
    await shows(group, 'PASSED ACTIVE RESOLVED');

    await refuseFixes(1);
    await authorize(ec2, group, open());
    await tells(group, 'FAILED', 2);
    await shows(group, 'FAILED ACTIVE NEW');

    const [first] = await ingressRules(ec2, group);
    const again = [first?.SecurityGroupRuleId ?? ''];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds: again }));
    await shows(group, 'PASSED ACTIVE RESOLVED');
    await authorize(ec2, group, open());
    await tells(group, 'REMEDIATED');
    await shows(group, 'PASSED ACTIVE RESOLVED');

    const before = (await told(group)).length;
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));
    const archived = await shows(group, 'PASSED ARCHIVED RESOLVED');
    const { UserDefinedFields: _, ...imported } = archived;
    expect(() => asff.parse(JSON.parse(JSON.stringify(imported)))).not.toThrow();
    expect(await told(group)).toHaveLength(before);
  });

  test('a group that is deleted while it is open is resolved and archived', async () => {
    const group = await newGroup();
    await refuseFixes(1);
    await authorize(ec2, group, open());
    await shows(group, 'FAILED ACTIVE NEW');
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));
    expect(await tells(group, 'RESOLVED')).toMatchObject({ gone: true });
    await shows(group, 'PASSED ARCHIVED RESOLVED');
  });

  test('a status that a person has set stays', async () => {
    const group = await newGroup();
    await refuseFixes(1);
    const [row] = await authorize(ec2, group, open());
    await shows(group, 'FAILED ACTIVE NEW');
    await setByAPerson(group, 'SUPPRESSED');
    const SecurityGroupRuleIds = [row?.SecurityGroupRuleId ?? ''];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds }));
    await shows(group, 'PASSED ACTIVE SUPPRESSED');
  });
});

test('a violation that keeps coming back is fixed each time, and told of six times in eight, the last an escalation', async () => {
  const group = await newGroup();
  const closed = async (times: number) =>
    until(`${group} closed for the ${times}th time`, async () => {
      const [finding] = await hubFindings(arnOf(group));
      const id = finding?.ProductFields?.['drawbridge/id'] ?? '';
      return id.includes(`/${times}/`) && (await ingressRules(ec2, group)).length === 0;
    });
  for (let times = 1; times <= 8; times += 1) {
    await authorize(ec2, group, open());
    await closed(times);
  }
  const findings = await told(group);
  expect(findings.map(({ flapping }) => flapping?.count)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    6,
  ]);
  expect(findings.at(-1)?.flapping).toMatchObject({
    actors: [expect.stringMatching(/:user\/sandbox$/)],
    tools: ['AWS SDK'],
  });
  await shows(group, 'PASSED ACTIVE RESOLVED');
});

describe('a function that dies', () => {
  test('after the row is gone, before the ledger says so: one remediation, one finding', async () => {
    const group = await newGroup();
    const write = { service: 'dynamodb', action: 'PutItem', caller: FIXER, about: group };
    await control.addFault({ ...write, after: 1, times: 1, hangUp: true });
    await control.addFault({ ...write, times: 3, hangUp: true });
    await authorize(ec2, group, open());
    const finding = await tells(group, 'REMEDIATED');
    expect(finding).toMatchObject({
      remediation: `${group}/1`,
      violating: [expect.stringContaining('tcp 445')],
    });
    expect(await ingressRules(ec2, group)).toEqual([]);
    expect(await control.pendingFaults()).toEqual([]);
    // The first copy: begun, and four times cut off; the second: taken over and closed.
    expect((await control.calls(write)).length).toBeGreaterThanOrEqual(7);
    await shows(group, 'PASSED ACTIVE RESOLVED');
    expect(new Set((await told(group)).map(({ id }) => id))).toEqual(new Set([finding.id]));
  });

  test('between SNS and Security Hub: the finding is there in the end, under the same id', async () => {
    const group = await newGroup();
    await control.addFault({
      service: 'securityhub',
      action: 'BatchImportFindings',
      caller: PUBLISHER,
      about: group,
      times: 4,
      hangUp: true,
    });
    await authorize(ec2, group, open());
    const { id } = await tells(group, 'REMEDIATED');
    await until('a wake-up', async () =>
      (await control.schedules()).some(({ name }) => name.endsWith('-owed')),
    );
    await control.beginSchedules('owed');
    const imported = await shows(group, 'PASSED ACTIVE RESOLVED');
    expect(await control.pendingFaults()).toEqual([]);
    expect(imported.ProductFields?.['drawbridge/id']).toBe(id);
    expect(new Set((await told(group)).map((finding) => finding.id))).toEqual(new Set([id]));
  });
});
