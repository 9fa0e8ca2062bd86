import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** From the errors that each API's reference lists for the calls of its door. */
export const ERRORS: ErrorCodes = {
  gone: ['FileSystemNotFound', 'ResourceNotFoundException'],
  permanent: [
    'BadRequest',
    'BaseException',
    'DisabledOperation',
    'InvalidPolicy',
    'InvalidType',
    'LimitExceeded',
  ],
};
