import {
  DisableImageBlockPublicAccessCommand,
  DisableSnapshotBlockPublicAccessCommand,
  EC2Client,
  EnableImageBlockPublicAccessCommand,
  EnableSnapshotBlockPublicAccessCommand,
  GetImageBlockPublicAccessStateCommand,
  GetSnapshotBlockPublicAccessStateCommand,
} from '@aws-sdk/client-ec2';
import {
  EMRClient,
  GetBlockPublicAccessConfigurationCommand,
  PutBlockPublicAccessConfigurationCommand,
} from '@aws-sdk/client-emr';
import { GetServiceSettingCommand, SSMClient, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm';
import type { Config } from './door-sets.ts';
import type { Door } from './watch.ts';

/** A block of the account that is off. */
export interface BlockDoor extends Door {
  /** Switches it on, as whoever had it on before. */
  close(): Promise<unknown>;
}

const SettingId = '/ssm/documents/console/public-sharing-permission';

const ssmBlock = (config: Config): BlockDoor => {
  const ssm = new SSMClient(config);
  const put = (SettingValue: string) =>
    ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue }));
  return {
    template: 'ssm-document-block-public-access-off',
    resource: 'ssm-document-block-public-access',
    opens: 'public sharing: Enable',
    open: () => put('Enable'),
    close: () => put('Disable'),
    isOpen: async () =>
      (await ssm.send(new GetServiceSettingCommand({ SettingId }))).ServiceSetting?.SettingValue === 'Enable',
    settings: async () => ({}),
  };
};

/** What may be open to the world all the same. */
const RANGES = [{ MinRange: 443, MaxRange: 443 }];

const emrBlock = (config: Config): BlockDoor => {
  const emr = new EMRClient(config);
  const put = (on: boolean) =>
    emr.send(
      new PutBlockPublicAccessConfigurationCommand({
        BlockPublicAccessConfiguration: {
          BlockPublicSecurityGroupRules: on,
          PermittedPublicSecurityGroupRuleRanges: RANGES,
        },
      }),
    );
  const get = async () =>
    (await emr.send(new GetBlockPublicAccessConfigurationCommand({}))).BlockPublicAccessConfiguration;
  return {
    template: 'emr-block-public-access-off',
    resource: 'emr-block-public-access',
    opens: 'BlockPublicSecurityGroupRules: false',
    open: () => put(false),
    close: () => put(true),
    isOpen: async () => (await get())?.BlockPublicSecurityGroupRules === false,
    settings: async () => ({ 'permitted ranges': (await get())?.PermittedPublicSecurityGroupRuleRanges }),
  };
};

const snapshotBlock = (config: Config): BlockDoor => {
  const ec2 = new EC2Client(config);
  return {
    template: 'ebs-snapshot-block-public-access-off',
    resource: 'ebs-snapshot-block-public-access',
    opens: 'state: unblocked',
    open: () => ec2.send(new DisableSnapshotBlockPublicAccessCommand({})),
    close: () => ec2.send(new EnableSnapshotBlockPublicAccessCommand({ State: 'block-new-sharing' })),
    isOpen: async () =>
      (await ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}))).State === 'unblocked',
    settings: async () => ({}),
  };
};

const imageBlock = (config: Config): BlockDoor => {
  const ec2 = new EC2Client(config);
  const ImageBlockPublicAccessState = 'block-new-sharing';
  return {
    template: 'ami-block-public-access-off',
    resource: 'ami-block-public-access',
    opens: 'state: unblocked',
    open: () => ec2.send(new DisableImageBlockPublicAccessCommand({})),
    close: () => ec2.send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState })),
    isOpen: async () =>
      (await ec2.send(new GetImageBlockPublicAccessStateCommand({}))).ImageBlockPublicAccessState ===
      'unblocked',
    settings: async () => ({}),
  };
};

/** The blocks of the account, as they are; no emulator has those of EC2, which the router plays. */
export const BLOCK_DOORS: readonly ((config: Config) => BlockDoor)[] = [
  snapshotBlock,
  imageBlock,
  ssmBlock,
  emrBlock,
];
