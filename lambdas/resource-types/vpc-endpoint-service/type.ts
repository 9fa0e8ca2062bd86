import type { Call, ErrorCodes } from '../../core/base/resource-type.ts';
import { sharedType } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, hint } from './event.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const ERRORS: ErrorCodes = {
  gone: ['InvalidVpcEndpointServiceId.NotFound', 'InvalidVpcEndpointService.NotFound'],
  permanent: ['InvalidVpcEndpointServiceId', 'InvalidPrincipal'],
};

const SERVICES = 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc-endpoint-service/*';

/** Tags come and go on everything; only those of an endpoint service matter. */
const TAGGING: Call = {
  wakes: 'both',
  only: { requestParameters: { resourcesSet: { items: { resourceId: [{ prefix: 'vpce-svc-' }] } } } },
};

/** Endpoint services, judged by who may connect to them: https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html */
export const vpcEndpointService = sharedType({
  name: 'vpc-endpoint-service',
  noun: 'VPC endpoint service',
  // ASFF has no type for endpoint services with their permissions.
  asffType: 'Other',
  errors: ERRORS,
  // EC2 refills 20 describes and 5 changes a second for each account and region:
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  pace: { looksPerSecond: 10, fixesPerSecond: 5, atOnce: 5 },
  attribute: 'allowed principals',
  everybody: EVERYBODY,
  template: {
    id: 'vpc-endpoint-service-with-public-permissions',
    title: 'VPC Endpoint Service with Public Permissions',
    why: 'Every AWS account that learns its name can connect to a public endpoint service from inside its own network.',
    severity: 'HIGH',
    controls: [],
  },
  sources: ['aws.ec2'],
  eventSources: ['ec2.amazonaws.com'],
  calls: {
    ModifyVpcEndpointServicePermissions: { wakes: 'both' },
    // It may take away the need to be accepted by hand.
    ModifyVpcEndpointServiceConfiguration: { wakes: 'both' },
    // It may refuse some of those that it names, so that only a read tells which are gone.
    DeleteVpcEndpointServiceConfigurations: { wakes: 'closes' },
    CreateTags: TAGGING,
    DeleteTags: TAGGING,
  },
  read: [
    // EC2 takes no resource for DescribeVpcEndpointServiceConfigurations.
    { actions: ['ec2:DescribeVpcEndpointServiceConfigurations'], resources: ['*'] },
    { actions: ['ec2:DescribeVpcEndpointServicePermissions'], resources: [SERVICES] },
  ],
  fix: [{ actions: ['ec2:ModifyVpcEndpointServicePermissions'], resources: [SERVICES] }],
  idPrefix: 'vpce-svc-',
  hint,
  arn: (id, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${account}:vpc-endpoint-service/${id}`,
});
