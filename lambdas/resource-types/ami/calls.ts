import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  type EC2Client,
  type LaunchPermission,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { type SharedCalls, tagsOf } from '../../adapters/shared-attribute.ts';
import { classify as classifyAny } from '../../core/base/errors.ts';
import type { Lister } from '../../core/base/ports.ts';
import type { Shared } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';
import { ERRORS } from './type.ts';

const ORGANIZATION = /^arn:[^:]+:organizations:[^:]*:\d+:organization\//;
const UNIT = /^arn:[^:]+:organizations:[^:]*:\d+:ou\//;

const asItem = (value: string): LaunchPermission => {
  if (value === EVERYBODY) return { Group: EVERYBODY };
  if (ORGANIZATION.test(value)) return { OrganizationArn: value };
  return UNIT.test(value) ? { OrganizationalUnitArn: value } : { UserId: value };
};

/** EC2's calls about images: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html */
export const callsOf = (ec2: EC2Client): SharedCalls => ({
  noun: 'image',
  id: ID,
  classify: (error) => classifyAny(error, ERRORS),
  read: async (id) => {
    const { LaunchPermissions } = await ec2.send(
      new DescribeImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' }),
    );
    if (!LaunchPermissions)
      throw new Error(`EC2 described ${id} without its launch permissions; the call is tried again`);
    return {
      id,
      values: LaunchPermissions.flatMap(({ Group, UserId, OrganizationArn, OrganizationalUnitArn }) => {
        const value = Group ?? UserId ?? OrganizationArn ?? OrganizationalUnitArn;
        return value === undefined ? [] : [{ value }];
      }),
    };
  },
  change: (ImageId, operation, values) =>
    ec2.send(
      new ModifyImageAttributeCommand({
        ImageId,
        Attribute: 'launchPermission',
        LaunchPermission: { [operation === 'add' ? 'Add' : 'Remove']: values.map(asItem) },
      }),
    ),
  tags: async (id) => {
    const { Images: [image] = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }));
    return tagsOf(image?.Tags);
  },
});

/** The largest page that DescribeImages gives. */
const PAGE = 1000;

/** Lists the account's own images, disabled ones included; the list tells which are public, so that the others need no call each. */
export const createLister = (ec2: EC2Client): Lister<Shared> => ({
  list: async (token) => {
    const { Images = [], NextToken } = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        IncludeDisabled: true,
        MaxResults: PAGE,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    const resources = Images.flatMap(({ ImageId: id, Public }) => {
      if (id === undefined) return [];
      return Public === false ? [{ id, model: { id, values: [] } }] : [{ id }];
    });
    return { resources, ...(NextToken && { next: NextToken }) };
  },
});
