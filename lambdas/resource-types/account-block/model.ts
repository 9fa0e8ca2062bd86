import type { Place } from '../../core/base/resource-type.ts';
import type { Value } from '../../core/base/shared-attribute.ts';

/** The blocks that an account has, each by the id that findings name it by. */
export const EBS = 'ebs-snapshot-block-public-access';
export const AMI = 'ami-block-public-access';
export const SSM = 'ssm-document-block-public-access';
export const EMR = 'emr-block-public-access';
export const S3 = 's3-account-block-public-access';

export const IDS = [EBS, AMI, SSM, EMR, S3] as const;

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html#block-public-access */
export const SSM_SETTING = '/ssm/documents/console/public-sharing-permission';

/** What stands there where a block is off, as the service says it. */
export const OFF: Readonly<Record<(typeof IDS)[number], Value>> = {
  [EBS]: { value: 'unblocked' },
  [AMI]: { value: 'unblocked' },
  [SSM]: { value: 'Enable' },
  [EMR]: { value: 'off' },
  [S3]: { value: 'off' },
};

export const ID = new RegExp(`^(${IDS.join('|')})$`);

/** AWS has no ARN for them: this one is ours, and says where. */
export const arnOf = (id: string, { partition, region, account }: Place): string =>
  `arn:${partition}:account:${region}:${account}:block-public-access/${id}`;
