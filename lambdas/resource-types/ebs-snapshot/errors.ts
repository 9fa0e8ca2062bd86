import { classify as classifyAny, type ErrorClass } from '../../core/base/errors.ts';
import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const ERRORS: ErrorCodes = {
  gone: ['InvalidSnapshot.NotFound'],
  permanent: ['InvalidSnapshot', 'InvalidSnapshotID', 'SnapshotLimitExceeded'],
};

export const classify = (error: unknown): ErrorClass => classifyAny(error, ERRORS);
