import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

const OWN = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

export const iamRole: MakePolicyDoor = async (config, RoleName) => {
  const iam = new IAMClient(config);
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [OWN] });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, Path: '/sandbox/', AssumeRolePolicyDocument: trust }),
  );
  return {
    template: 'iam-role-with-public-trust',
    resource: `sandbox/${RoleName}`,
    arn: Role?.Arn ?? '',
    action: 'sts:AssumeRole',
    service: 'iam',
    fixing: 'UpdateAssumeRolePolicy',
    // A role's policy is about the role.
    shape: ({ Resource: _, ...statement }) => statement,
    put: (document) =>
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: JSON.stringify(document) })),
    get: async () => {
      const { Role: now } = await iam.send(new GetRoleCommand({ RoleName }));
      return parsed(decodeURIComponent(now?.AssumeRolePolicyDocument ?? ''));
    },
    delete: () => iam.send(new DeleteRoleCommand({ RoleName })),
  };
};
