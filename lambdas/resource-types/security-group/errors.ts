import { classify as classifyAny, type ErrorClass } from '../../core/base/errors.ts';
import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const ERRORS: ErrorCodes = {
  gone: [
    'InvalidGroup.NotFound',
    'InvalidGroupId.NotFound',
    'InvalidPermission.NotFound',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidPrefixListID.NotFound',
    'InvalidPrefixListId.NotFound',
  ],
  permanent: [
    'InvalidGroupId',
    'InvalidSecurityGroupRuleId',
    'InvalidPermission',
    'InvalidPrefixListI',
    'RulesPerSecurityGroupLimitExceeded',
  ],
};

export const classify = (error: unknown): ErrorClass => classifyAny(error, ERRORS);
