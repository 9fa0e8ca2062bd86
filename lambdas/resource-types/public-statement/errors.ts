import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** From the errors that each API's reference lists for the calls of its door. */
export const ERRORS: ErrorCodes = {
  gone: [
    'AWS.SimpleQueueService.NonExistentQueue',
    'NotFound',
    'NotFoundException',
    'QueueDoesNotExist',
    'RepositoryNotFoundException',
    'ResourceNotFoundException',
  ],
  permanent: [
    'InvalidAddress',
    'InvalidAttribute',
    'LimitExceeded',
    'PolicyLengthExceeded',
    'PublicPolicyException',
  ],
};
