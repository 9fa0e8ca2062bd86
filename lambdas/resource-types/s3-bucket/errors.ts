import { classify as classifyAny, type ErrorClass } from '../../core/base/errors.ts';
import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
export const ERRORS: ErrorCodes = {
  gone: ['NoSuchBucket'],
  permanent: [
    'MethodNotAllowed',
    'PermanentRedirect',
    'InvalidBucketName',
    'InvalidArgument',
    'AllAccessDisabled',
    'AccessControlListNotSupported',
  ],
};

export const classify = (error: unknown): ErrorClass => classifyAny(error, ERRORS);
