import {
  type EMRClient,
  GetBlockPublicAccessConfigurationCommand,
  PutBlockPublicAccessConfigurationCommand,
} from '@aws-sdk/client-emr';
import type { Block } from './calls.ts';

const configurationOf = async (emr: EMRClient) => {
  const { BlockPublicAccessConfiguration } = await emr.send(new GetBlockPublicAccessConfigurationCommand({}));
  if (BlockPublicAccessConfiguration?.BlockPublicSecurityGroupRules === undefined)
    throw new Error('EMR did not tell whether it blocks public access; the call is tried again');
  return BlockPublicAccessConfiguration;
};

/** The ports that are permitted all the same stay. https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html */
export const emrBlock = (emr: EMRClient): Block => ({
  read: async () => ({ on: (await configurationOf(emr)).BlockPublicSecurityGroupRules === true }),
  turn: async (on) =>
    emr.send(
      new PutBlockPublicAccessConfigurationCommand({
        BlockPublicAccessConfiguration: {
          ...(await configurationOf(emr)),
          BlockPublicSecurityGroupRules: on,
        },
      }),
    ),
});
