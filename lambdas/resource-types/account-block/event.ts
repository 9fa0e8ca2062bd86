import type { CloudTrailEvent } from '../../core/base/event.ts';
import { refused } from '../../core/base/event-ids.ts';
import { at, own } from '../../core/base/json.ts';
import type { Hint } from '../../core/base/resource-type.ts';
import type { Value } from '../../core/base/shared-attribute.ts';
import { AMI, EBS, EMR, type IDS, OFF, S3, SSM, SSM_SETTING } from './model.ts';

type Id = (typeof IDS)[number];

/** The block that a call is about; of Systems Manager only one of many settings is one. */
const blockOf = ({ name, requestParameters }: CloudTrailEvent): Id | undefined => {
  if (name.endsWith('SnapshotBlockPublicAccess')) return EBS;
  if (name.endsWith('ImageBlockPublicAccess')) return AMI;
  if (name.endsWith('AccountPublicAccessBlock')) return S3;
  if (name === 'PutBlockPublicAccessConfiguration') return EMR;
  const setting = own(requestParameters, 'settingId');
  return typeof setting === 'string' && setting.endsWith(SSM_SETTING) ? SSM : undefined;
};

const ssmSetting = ({ name, requestParameters, responseElements }: CloudTrailEvent): unknown =>
  name === 'ResetServiceSetting'
    ? at(responseElements, 'serviceSetting.settingValue')
    : own(requestParameters, 'settingValue');

const PUBLIC_ACCESS = 'blockPublicAccessConfiguration.blockPublicSecurityGroupRules';

/** Does the call itself switch the block off? */
const switchesOff = (event: CloudTrailEvent, id: Id): boolean => {
  if (id === SSM) return ssmSetting(event) === OFF[SSM].value;
  if (id === EMR) return at(event.requestParameters, PUBLIC_ACCESS) === false;
  return event.name.startsWith('Disable') || event.name.startsWith('Delete');
};

/** What a CloudTrail event about the blocks of an account says. */
export const hint = (event: CloudTrailEvent): Hint<Value> | { readonly refused: string } => {
  const id = blockOf(event);
  if (!id) return refused(event, 'setting that blocks public access');
  const off = switchesOff(event, id);
  return { ids: [id], lookUps: [], closes: !off, shows: off ? [OFF[id]] : [] };
};
