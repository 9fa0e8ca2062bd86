import type { Call, ErrorCodes } from '../../core/base/resource-type.ts';
import { sharedType } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, hint } from './event.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const ERRORS: ErrorCodes = {
  gone: ['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'],
  permanent: ['InvalidAMIID', 'InvalidAMIAttributeItemValue'],
};

/** An ARN of an image names no account. */
const IMAGES = 'arn:${AWS::Partition}:ec2:${AWS::Region}::image/*';

/** Tags come and go on everything; only those of an image matter. */
const TAGGING: Call = {
  wakes: 'both',
  only: { requestParameters: { resourcesSet: { items: { resourceId: [{ prefix: 'ami-' }] } } } },
};

/** Machine images, judged by who may start them. */
export const ami = sharedType({
  name: 'ami',
  noun: 'machine image',
  // ASFF has no type for machine images.
  asffType: 'Other',
  errors: ERRORS,
  // EC2 refills 20 describes and 5 changes a second for each account and region:
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  pace: { looksPerSecond: 20, fixesPerSecond: 5, atOnce: 5 },
  attribute: 'launchPermission',
  everybody: EVERYBODY,
  template: {
    id: 'ami-with-public-permissions',
    title: 'AMI with Public Permissions',
    why: 'Every AWS account can start a public image and read what its disks hold.',
    severity: 'HIGH',
    controls: [],
  },
  sources: ['aws.ec2'],
  eventSources: ['ec2.amazonaws.com'],
  calls: {
    ModifyImageAttribute: { wakes: 'both' },
    ResetImageAttribute: { wakes: 'closes' },
    DeregisterImage: { wakes: 'closes', deletes: true },
    CreateTags: TAGGING,
    DeleteTags: TAGGING,
  },
  read: [
    // EC2 takes no resource for DescribeImages.
    { actions: ['ec2:DescribeImages'], resources: ['*'] },
    { actions: ['ec2:DescribeImageAttribute'], resources: [IMAGES] },
  ],
  fix: [
    {
      actions: ['ec2:ModifyImageAttribute'],
      resources: [IMAGES],
      conditions: { StringEquals: { 'ec2:Owner': '${AWS::AccountId}' } },
    },
  ],
  idPrefix: 'ami-',
  hint,
  arn: (id, { partition, region }) => `arn:${partition}:ec2:${region}::image/${id}`,
});
