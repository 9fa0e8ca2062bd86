import type { Call, ErrorCodes, ResourceType } from '../../core/base/resource-type.ts';
import { type Shared, type Value, valueWords } from '../../core/base/shared-attribute.ts';
import { hint } from './event.ts';
import { arnOf, SSM_SETTING } from './model.ts';
import { TEMPLATES } from './templates.ts';

/** An account always has its blocks, on or off, but for what a region does not know. */
export const ERRORS: ErrorCodes = { gone: ['ServiceSettingNotFound'], permanent: [] };

/** Systems Manager sets much else by the same calls, by name or by ARN. */
const setting = (wakes: Call['wakes']): Call => ({
  wakes,
  only: { requestParameters: { settingId: [{ wildcard: `*${SSM_SETTING}` }] } },
});

const SETTING = `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:servicesetting${SSM_SETTING}`;

/** What keeps a whole account from sharing with everybody: one block a service, on or off. */
export const accountBlock: ResourceType<Shared, Value> = {
  ...valueWords('state'),
  name: 'account-block',
  noun: 'block of the account',
  asffType: 'AwsAccount',
  errors: ERRORS,
  pace: { looksPerSecond: 5, fixesPerSecond: 1, atOnce: 2 },
  templates: TEMPLATES,
  sources: ['aws.ec2', 'aws.ssm', 'aws.elasticmapreduce', 'aws.s3', 'aws.s3control'],
  eventSources: [
    'ec2.amazonaws.com',
    'ssm.amazonaws.com',
    'elasticmapreduce.amazonaws.com',
    's3.amazonaws.com',
    's3-control.amazonaws.com',
  ],
  calls: {
    DisableSnapshotBlockPublicAccess: { wakes: 'opens' },
    EnableSnapshotBlockPublicAccess: { wakes: 'closes' },
    DisableImageBlockPublicAccess: { wakes: 'opens' },
    EnableImageBlockPublicAccess: { wakes: 'closes' },
    UpdateServiceSetting: setting('both'),
    ResetServiceSetting: setting('both'),
    PutBlockPublicAccessConfiguration: { wakes: 'both' },
    PutAccountPublicAccessBlock: { wakes: 'both' },
    DeleteAccountPublicAccessBlock: { wakes: 'opens' },
  },
  read: [
    // None of these calls takes a resource in IAM.
    {
      actions: [
        'ec2:GetImageBlockPublicAccessState',
        'ec2:GetSnapshotBlockPublicAccessState',
        'elasticmapreduce:GetBlockPublicAccessConfiguration',
        's3:GetAccountPublicAccessBlock',
      ],
      resources: ['*'],
    },
    { actions: ['ssm:GetServiceSetting'], resources: [SETTING] },
  ],
  fix: [
    {
      actions: [
        'ec2:EnableImageBlockPublicAccess',
        'ec2:EnableSnapshotBlockPublicAccess',
        'elasticmapreduce:PutBlockPublicAccessConfiguration',
      ],
      resources: ['*'],
    },
    { actions: ['ssm:UpdateServiceSetting'], resources: [SETTING] },
  ],
  hint,
  arn: arnOf,
};
