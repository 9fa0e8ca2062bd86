import { GetServiceSettingCommand, type SSMClient, UpdateServiceSettingCommand } from '@aws-sdk/client-ssm';
import type { Block } from './calls.ts';
import { OFF, SSM, SSM_SETTING } from './model.ts';

/** The setting says whether public sharing is enabled, so that the block is off where it is. */
export const ssmBlock = (ssm: SSMClient): Block => ({
  read: async () => {
    const { ServiceSetting } = await ssm.send(new GetServiceSettingCommand({ SettingId: SSM_SETTING }));
    if (ServiceSetting?.SettingValue === undefined)
      throw new Error('Systems Manager did not tell the setting of public sharing; the call is tried again');
    return { on: ServiceSetting.SettingValue !== OFF[SSM].value };
  },
  turn: (on) =>
    ssm.send(
      new UpdateServiceSettingCommand({
        SettingId: SSM_SETTING,
        SettingValue: on ? 'Disable' : OFF[SSM].value,
      }),
    ),
});
