import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html#API_PutKeyPolicy_Errors */
export const ERRORS: ErrorCodes = {
  gone: ['NotFoundException'],
  permanent: ['InvalidArn', 'InvalidKeyId', 'KMSInvalidState', 'LimitExceeded'],
};
