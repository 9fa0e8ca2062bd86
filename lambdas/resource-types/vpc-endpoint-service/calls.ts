import {
  DescribeVpcEndpointServiceConfigurationsCommand,
  type EC2Client,
  ModifyVpcEndpointServicePermissionsCommand,
  paginateDescribeVpcEndpointServicePermissions,
  type ServiceConfiguration,
} from '@aws-sdk/client-ec2';
import { type SharedCalls, tagsOf } from '../../adapters/shared-attribute.ts';
import { classify as classifyAny } from '../../core/base/errors.ts';
import type { Lister } from '../../core/base/ports.ts';
import type { Shared, Value } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';
import { ERRORS } from './type.ts';

const ACCEPTED_BY_HAND =
  'Whoever connects has to be accepted first (AcceptanceRequired), so that nobody is in yet. Name the accounts that may ask.';

const principalsOf = async (client: EC2Client, ServiceId: string): Promise<readonly Value[]> => {
  const values: Value[] = [];
  for await (const { AllowedPrincipals } of paginateDescribeVpcEndpointServicePermissions(
    { client },
    { ServiceId },
  )) {
    if (!AllowedPrincipals)
      throw new Error(`EC2 described ${ServiceId} without its principals; the call is tried again`);
    for (const { Principal } of AllowedPrincipals)
      if (Principal !== undefined) values.push({ value: Principal });
  }
  return values;
};

const configurationOf = async (ec2: EC2Client, id: string): Promise<ServiceConfiguration | undefined> =>
  (await ec2.send(new DescribeVpcEndpointServiceConfigurationsCommand({ ServiceIds: [id] })))
    .ServiceConfigurations?.[0];

/** EC2's calls about endpoint services. */
export const callsOf = (ec2: EC2Client): SharedCalls => ({
  noun: 'endpoint service id',
  id: ID,
  classify: (error) => classifyAny(error, ERRORS),
  read: async (id) => {
    const values = await principalsOf(ec2, id);
    if (!values.some(({ value }) => value === EVERYBODY)) return { id, values };
    const configuration = await configurationOf(ec2, id);
    if (configuration?.AcceptanceRequired === undefined)
      throw new Error(`EC2 described ${id} without AcceptanceRequired; the call is tried again`);
    return { id, values, ...(configuration.AcceptanceRequired && { reportOnly: ACCEPTED_BY_HAND }) };
  },
  change: (ServiceId, operation, values) =>
    ec2.send(
      new ModifyVpcEndpointServicePermissionsCommand({
        ServiceId,
        [operation === 'add' ? 'AddAllowedPrincipals' : 'RemoveAllowedPrincipals']: [...values],
      }),
    ),
  tags: async (id) => tagsOf((await configurationOf(ec2, id))?.Tags),
});

/** The largest page that DescribeVpcEndpointServiceConfigurations gives. */
const PAGE = 1000;

/** Lists the account's endpoint services, which does not tell who may connect. */
export const createLister = (ec2: EC2Client): Lister<Shared> => ({
  list: async (token) => {
    const { ServiceConfigurations = [], NextToken } = await ec2.send(
      new DescribeVpcEndpointServiceConfigurationsCommand({
        MaxResults: PAGE,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    const resources = ServiceConfigurations.flatMap(({ ServiceId: id }) =>
      id === undefined ? [] : [{ id }],
    );
    return { resources, ...(NextToken && { next: NextToken }) };
  },
});
