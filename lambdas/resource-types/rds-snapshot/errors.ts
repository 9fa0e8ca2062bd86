import { classify as classifyAny, type ErrorClass } from '../../core/base/errors.ts';
import type { ErrorCodes } from '../../core/base/resource-type.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBSnapshotAttribute.html#API_ModifyDBSnapshotAttribute_Errors */
export const ERRORS: ErrorCodes = {
  gone: ['DBSnapshotNotFound', 'DBSnapshotNotFoundFault', 'DBClusterSnapshotNotFoundFault'],
  permanent: ['SharedSnapshotQuotaExceeded'],
};

export const classify = (error: unknown): ErrorClass => classifyAny(error, ERRORS);
