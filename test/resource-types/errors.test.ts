import { expect, test } from 'vitest';
import { classify } from '../../lambdas/core/base/errors.ts';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';

const aws = (name: string) =>
  Object.assign(new Error('refused'), { name, $metadata: { httpStatusCode: 400 } });

/** What AWS answers about a resource that is not there, by resource type: from the API's reference. */
const NOT_THERE: Readonly<Record<string, readonly string[]>> = {
  'account-block': ['ServiceSettingNotFound'],
  ami: ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'],
  'ebs-snapshot': ['InvalidSnapshot.NotFound'],
  'public-data-statement': ['FileSystemNotFound', 'ResourceNotFoundException'],
  'public-statement': [
    'AWS.SimpleQueueService.NonExistentQueue',
    'NotFoundException',
    'QueueDoesNotExist',
    'RepositoryNotFoundException',
    'ResourceNotFoundException',
  ],
  'rds-snapshot': ['DBSnapshotNotFound', 'DBSnapshotNotFoundFault', 'DBClusterSnapshotNotFoundFault'],
  's3-bucket': ['NoSuchBucket'],
  'security-group': [
    'InvalidGroup.NotFound',
    'InvalidGroupId.NotFound',
    'InvalidPermission.NotFound',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidPrefixListID.NotFound',
  ],
  'ssm-document': ['InvalidDocument'],
  'vpc-endpoint-service': ['InvalidVpcEndpointServiceId.NotFound'],
};

/** What neither another try nor the passing of time will change. */
const FOR_A_PERSON: Readonly<Record<string, readonly string[]>> = {
  ami: ['InvalidAMIID.Malformed'],
  'ebs-snapshot': ['InvalidSnapshotID.Malformed'],
  'public-data-statement': ['InvalidPolicyException', 'BadRequest'],
  'public-statement': ['InvalidAttributeValue', 'InvalidAddress', 'PublicPolicyException'],
  'rds-snapshot': ['SharedSnapshotQuotaExceeded'],
  's3-bucket': ['MethodNotAllowed', 'AccessControlListNotSupported', 'InvalidBucketName'],
  'security-group': [
    'InvalidGroupId.Malformed',
    'InvalidSecurityGroupRuleId.Malformed',
    'InvalidPermission.Malformed',
    'InvalidPrefixListId.Malformed',
    'RulesPerSecurityGroupLimitExceeded',
  ],
  'ssm-document': ['DocumentPermissionLimit'],
  'vpc-endpoint-service': ['InvalidVpcEndpointServiceId.Malformed'],
};

test.each(RESOURCE_TYPES)('a $type.noun that is not there counts as gone', ({ type }) => {
  const codes = NOT_THERE[type.name] ?? [];
  expect(codes, `say in this table what AWS answers about a ${type.noun} that is not there`).not.toEqual([]);
  for (const code of codes) expect(`${code} ${classify(aws(code), type.errors)}`).toBe(`${code} gone`);
});

test.each(RESOURCE_TYPES)('what AWS refuses of a $type.noun for good is for a person', ({ type }) => {
  for (const code of FOR_A_PERSON[type.name] ?? [])
    expect(`${code} ${classify(aws(code), type.errors)}`).toBe(`${code} permanent`);
});

test.each(RESOURCE_TYPES)(
  'a $type.noun has a noun, and a form for each of its templates',
  ({ type, presentation }) => {
    expect(type.noun).toMatch(/^[A-Za-z]/);
    for (const { id } of type.templates)
      expect(presentation.forms.filter(({ templates }) => templates?.includes(id) ?? true)).toHaveLength(1);
    for (const { noun } of presentation.forms) expect(noun).toMatch(/^an? [A-Za-z]/);
  },
);
