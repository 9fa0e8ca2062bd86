import {
  CreateImageCommand,
  CreateSnapshotCommand,
  CreateSubnetCommand,
  CreateVolumeCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  DeleteSnapshotCommand,
  DeleteVpcEndpointServiceConfigurationsCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeSnapshotAttributeCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  ModifyVpcEndpointServicePermissionsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateDocumentCommand,
  DeleteDocumentCommand,
  DescribeDocumentPermissionCommand,
  ModifyDocumentPermissionCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Config } from './door-sets.ts';
import { createVpc } from './group.ts';
import { plainCall } from './plain-call.ts';
import type { Door } from './watch.ts';

const PARTNER = '111122223333';

/** A door whose resource a named account may use as well. */
export interface SharedDoor extends Door {
  /** It cannot be deleted while it is shared, nor be shared with a named account and with everybody at once. */
  readonly alone?: true;
  /** Whom the resource is shared with, sorted. */
  values(): Promise<readonly string[]>;
  close(): Promise<unknown>;
  /** Deletes the resource. */
  remove(): Promise<unknown>;
}

interface Attribute extends Pick<SharedDoor, 'template' | 'resource' | 'alone' | 'remove'> {
  readonly name: string;
  readonly everybody: string;
  change(operation: 'Add' | 'Remove', value: string): Promise<unknown>;
  values(): Promise<readonly string[]>;
}

const doorOf = async ({ name, everybody, change, ...attribute }: Attribute): Promise<SharedDoor> => {
  if (!attribute.alone) await change('Add', PARTNER);
  const values = async () => [...(await attribute.values())].sort();
  return {
    ...attribute,
    values,
    opens: `${name}: ${everybody}`,
    open: () => change('Add', everybody),
    close: () => change('Remove', everybody),
    isOpen: async () => (await values()).includes(everybody),
    settings: async () => ({ [name]: await values() }),
  };
};

const asItem = (value: string) => (value === 'all' ? { Group: 'all' as const } : { UserId: value });

const snapshot = async (config: Config): Promise<SharedDoor> => {
  const ec2 = new EC2Client(config);
  const volume = new CreateVolumeCommand({ AvailabilityZone: `${config.region}a`, Size: 1 });
  const { VolumeId } = await ec2.send(volume);
  const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
  const Attribute = 'createVolumePermission';
  return doorOf({
    template: 'ebs-snapshot-with-public-permissions',
    resource: SnapshotId,
    name: Attribute,
    everybody: 'all',
    change: (operation, value) => {
      const CreateVolumePermission = { [operation]: [asItem(value)] };
      return ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, Attribute, CreateVolumePermission }));
    },
    values: async () => {
      const command = new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute });
      const { CreateVolumePermissions = [] } = await ec2.send(command);
      return CreateVolumePermissions.flatMap(({ Group, UserId }) => Group ?? UserId ?? []);
    },
    remove: () => ec2.send(new DeleteSnapshotCommand({ SnapshotId })),
  });
};

const image = async (config: Config): Promise<SharedDoor> => {
  const ec2 = new EC2Client(config);
  const run = new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 });
  const InstanceId = (await ec2.send(run)).Instances?.[0]?.InstanceId;
  const made = new CreateImageCommand({ InstanceId, Name: `scene-${crypto.randomUUID()}` });
  const { ImageId = '' } = await ec2.send(made);
  const Attribute = 'launchPermission';
  return doorOf({
    template: 'ami-with-public-permissions',
    resource: ImageId,
    name: Attribute,
    everybody: 'all',
    change: (operation, value) => {
      const LaunchPermission = { [operation]: [asItem(value)] };
      return ec2.send(new ModifyImageAttributeCommand({ ImageId, Attribute, LaunchPermission }));
    },
    values: async () => {
      const command = new DescribeImageAttributeCommand({ ImageId, Attribute });
      const { LaunchPermissions = [] } = await ec2.send(command);
      return LaunchPermissions.flatMap(({ Group, UserId }) => Group ?? UserId ?? []);
    },
    remove: () => ec2.send(new DeregisterImageCommand({ ImageId })),
  });
};

const CONTENT = JSON.stringify({
  schemaVersion: '2.2',
  description: 'A command of the demonstration',
  mainSteps: [{ action: 'aws:runShellScript', name: 'list', inputs: { runCommand: ['ls'] } }],
});

const ssmDocument = async (config: Config): Promise<SharedDoor> => {
  const ssm = new SSMClient(config);
  const Name = `scene-${crypto.randomUUID()}`;
  await ssm.send(new CreateDocumentCommand({ Name, DocumentType: 'Command', Content: CONTENT }));
  const about = { Name, PermissionType: 'Share' } as const;
  return doorOf({
    template: 'ssm-document-with-public-permissions',
    resource: Name,
    name: 'share permission',
    everybody: 'all',
    alone: true,
    change: (operation, value) =>
      ssm.send(new ModifyDocumentPermissionCommand({ ...about, [`AccountIdsTo${operation}`]: [value] })),
    values: async () => (await ssm.send(new DescribeDocumentPermissionCommand(about))).AccountIds ?? [],
    remove: () => ssm.send(new DeleteDocumentCommand({ Name })),
  });
};

/** An endpoint service stands before a load balancer, of which nothing else is needed. @returns its ARN */
const loadBalancer = async (ec2: EC2Client, { endpoint, region, credentials }: Config): Promise<string> => {
  const subnet = new CreateSubnetCommand({ VpcId: await createVpc(ec2), CidrBlock: '10.0.1.0/24' });
  const SubnetId = (await ec2.send(subnet)).Subnet?.SubnetId ?? '';
  const Name = `scene-${crypto.randomUUID().slice(0, 20)}`;
  const parameters = { Action: 'CreateLoadBalancer', Version: '2015-12-01', Name, Type: 'network' };
  const answer = await plainCall(
    { endpoint, region, account: credentials.accessKeyId },
    {
      service: 'elasticloadbalancing',
      method: 'POST',
      path: '/',
      body: new URLSearchParams({ ...parameters, 'Subnets.member.1': SubnetId }).toString(),
    },
  );
  return /<LoadBalancerArn>(.+?)</.exec(answer)?.[1] ?? '';
};

const endpointService = async (config: Config): Promise<SharedDoor> => {
  const ec2 = new EC2Client(config);
  const made = new CreateVpcEndpointServiceConfigurationCommand({
    NetworkLoadBalancerArns: [await loadBalancer(ec2, config)],
    AcceptanceRequired: false,
  });
  const ServiceId = (await ec2.send(made)).ServiceConfiguration?.ServiceId ?? '';
  const principal = (value: string) => (value === PARTNER ? `arn:aws:iam::${PARTNER}:root` : value);
  return doorOf({
    template: 'vpc-endpoint-service-with-public-permissions',
    resource: ServiceId,
    name: 'allowed principals',
    everybody: '*',
    change: (operation, value) =>
      ec2.send(
        new ModifyVpcEndpointServicePermissionsCommand({
          ServiceId,
          [`${operation}AllowedPrincipals`]: [principal(value)],
        }),
      ),
    values: async () => {
      const command = new DescribeVpcEndpointServicePermissionsCommand({ ServiceId });
      const { AllowedPrincipals = [] } = await ec2.send(command);
      return AllowedPrincipals.flatMap(({ Principal }) => Principal ?? []);
    },
    remove: () => ec2.send(new DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds: [ServiceId] })),
  });
};

/** What can be shared with everybody, each by one call: makes the resource, which a named account may use. */
export const SHARED_DOORS: readonly ((config: Config) => Promise<SharedDoor>)[] = [
  snapshot,
  image,
  ssmDocument,
  endpointService,
];
