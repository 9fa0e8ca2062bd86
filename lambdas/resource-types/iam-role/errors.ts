import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html#API_UpdateAssumeRolePolicy_Errors */
export const ERRORS: ErrorCodes = {
  gone: ['NoSuchEntity', 'NoSuchEntityException'],
  permanent: ['LimitExceeded', 'UnmodifiableEntity'],
};
