import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { iamRole } from '../../sandbox/policies/iam-role.ts';
import { kmsKey } from '../../sandbox/policies/kms-key.ts';
import { everybody, type PolicyDoor, partner, policyOf } from '../../sandbox/policy-door.ts';
import { type PolicyCloud, startPolicyCloud } from './support/policy-cloud.ts';

const POLICY = `templates:
  kms-key-with-public-permissions: { mode: remediate }
  iam-role-with-public-trust: { mode: remediate }
`;

let cloud: PolicyCloud;

beforeAll(async () => {
  cloud = await startPolicyCloud(async () => POLICY);
});

afterAll(() => cloud?.stop());

const findingAbout = ({ arn, template }: PolicyDoor, status: string) =>
  cloud.inbox.finding(
    `${template} of ${arn}, ${status}`,
    (finding) => finding.resource.arn === arn && finding.template === template && finding.status === status,
  );

describe.each([
  ['a key', kmsKey],
  ['a role', iamRole],
] as const)('where the policy file asks for it, %s', (_, make) => {
  test('loses whom it lets in beside somebody, and gets it back by an undo', async () => {
    const door = await make(cloud.config, `asked-${crypto.randomUUID().slice(0, 8)}`);
    const opened = policyOf(partner(door), everybody(door));
    await door.put(opened);
    const { remediation = '' } = await findingAbout(door, 'REMEDIATED');
    expect(await door.get()).toEqual(policyOf(partner(door)));
    const undo = await cloud.cli('undo', remediation, '--yes', '--reason', 'on purpose');
    expect([undo.code, undo.stderr]).toEqual([0, expect.stringContaining('everybody')]);
    await findingAbout(door, 'EXCLUDED');
    expect(await door.get()).toEqual(opened);
  });

  test('is only reported where nobody else would be left', async () => {
    const door = await make(cloud.config, `lonely-${crypto.randomUUID().slice(0, 8)}`);
    await door.put(policyOf(everybody(door)));
    await findingAbout(door, 'NOTIFIED');
    expect(await door.get()).toEqual(policyOf(everybody(door)));
  });
});
