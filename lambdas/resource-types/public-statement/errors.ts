import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** From the errors that each API's reference lists for the calls of its door. */
export const ERRORS: ErrorCodes = {
  gone: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
  permanent: ['InvalidAttribute', 'InvalidAddress', 'OverLimit'],
};
