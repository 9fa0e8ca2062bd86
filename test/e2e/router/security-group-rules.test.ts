import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { authorize, ingressRules, portsOf, sourceOf } from '../../../sandbox/group.ts';
import { clients, newGroup } from '../support/cloud.ts';
import { recorded } from '../support/trail.ts';

const { ec2 } = clients;

const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };

const row = (cidr: string) => ({ ...https, IpRanges: [{ CidrIp: cidr }] });

const sources = async (group: string) => (await ingressRules(ec2, group)).map(sourceOf).sort();

const revoke = (GroupId: string, what: object) =>
  ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...what }));

describe('security group rules are kept as AWS keeps them', () => {
  it('Authorize answers with every rule that it added, each with its id', async () => {
    const group = await newGroup();
    const added = await authorize(ec2, group, [
      {
        ...https,
        IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '172.16.0.0/12' }],
        Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }],
      },
      { ...https, UserIdGroupPairs: [{ GroupId: group }] },
    ]);
    expect(added.map(sourceOf)).toEqual(['10.0.0.0/8', '172.16.0.0/12', 'fd00::/8', group]);
    expect(added).toMatchObject((await ingressRules(ec2, group)).map(({ Tags: _, ...rule }) => rule));
  });

  it('CIDRs and protocols are stored in one spelling, and recorded as they were sent', async () => {
    const group = await newGroup();
    const added = await authorize(ec2, group, [
      {
        ...https,
        IpProtocol: '6',
        IpRanges: [{ CidrIp: '10.1.2.3/8' }],
        Ipv6Ranges: [{ CidrIpv6: 'fd00:0:0::/8' }],
      },
    ]);
    expect(added.map((rule) => `${portsOf(rule)} ${sourceOf(rule)}`)).toEqual([
      'tcp 443 10.0.0.0/8',
      'tcp 443 fd00::/8',
    ]);
    expect((await recorded('AuthorizeSecurityGroupIngress', group))['requestParameters']).toMatchObject({
      ipPermissions: {
        items: [{ ipProtocol: '6', ipRanges: { items: [{ cidrIp: '10.1.2.3/8' }] } }],
      },
    });
  });

  it('a group of the default VPC is found by its name, and its id is in the record', async () => {
    const GroupName = `named-${crypto.randomUUID()}`;
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'by name' }));
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupName, ...https, CidrIp: '10.0.0.0/8' }));
    const record = await recorded('AuthorizeSecurityGroupIngress', GroupName);
    expect(record['requestParameters']).toEqual({
      groupName: GroupName,
      ipPermissions: {},
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIp: '10.0.0.0/8',
    });
    expect(record['responseElements']).toMatchObject({
      securityGroupRuleSet: { items: [{ groupId: GroupId }] },
    });
  });

  it('Revoke answers with, and records, the rules that it removed', async () => {
    const group = await newGroup();
    const [one, two] = await authorize(ec2, group, [
      row('10.0.0.0/8'),
      row('192.168.0.0/16'),
      row('172.16.0.0/12'),
    ]);
    const ids = [one, two].map((rule) => rule?.SecurityGroupRuleId ?? '');
    const { RevokedSecurityGroupRules = [] } = await revoke(group, { SecurityGroupRuleIds: ids });
    expect(RevokedSecurityGroupRules.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId)).toEqual(ids);
    expect(await sources(group)).toEqual(['172.16.0.0/12']);
    expect((await recorded('RevokeSecurityGroupIngress', group))['responseElements']).toMatchObject({
      revokedSecurityGroupRuleSet: { items: ids.map((securityGroupRuleId) => ({ securityGroupRuleId })) },
    });
  });

  it.for([
    ['an unknown rule id beside a known one', 'InvalidSecurityGroupRuleId.NotFound', 'id'],
    ['an unknown row beside a known one', 'InvalidPermission.NotFound', 'row'],
  ] as const)('%s refuses the whole revoke', async ([, name, kind]) => {
    const group = await newGroup();
    const [known] = await authorize(ec2, group, [row('10.0.0.0/8')]);
    const what =
      kind === 'id'
        ? { SecurityGroupRuleIds: [known?.SecurityGroupRuleId, 'sgr-0123456789abcdef0'] }
        : { IpPermissions: [row('10.0.0.0/8'), row('172.16.0.0/12')] };
    await expect(revoke(group, what)).rejects.toMatchObject({ name });
    expect(await sources(group)).toEqual(['10.0.0.0/8']);
    expect(await recorded('RevokeSecurityGroupIngress', group)).toMatchObject({
      errorCode: `Client.${name}`,
      responseElements: null,
    });
  });

  it('a row that is there already refuses the whole Authorize', async () => {
    const group = await newGroup();
    await authorize(ec2, group, [row('10.0.0.0/8')]);
    const again = authorize(ec2, group, [row('172.16.0.0/12'), row('10.0.0.0/8')]);
    await expect(again).rejects.toMatchObject({ name: 'InvalidPermission.Duplicate' });
    expect(await sources(group)).toEqual(['10.0.0.0/8']);
  });
});
