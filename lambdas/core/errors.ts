import { at, own } from './event.ts';

/** What an AWS error means for a remediation: nothing left to do, worth another try, or in need of a person. */
export type ErrorClass = 'gone' | 'transient' | 'permanent';

const GONE = new Set([
  'InvalidGroup.NotFound',
  'InvalidGroupId.NotFound',
  'InvalidPermission.NotFound',
  'InvalidSecurityGroupRuleId.NotFound',
  'InvalidPrefixListID.NotFound',
  'InvalidPrefixListId.NotFound',
]);

const PERMANENT =
  /^(AccessDenied|Unauthorized|AuthFailure|OptInRequired|InvalidClientTokenId|UnrecognizedClient|Malformed|Validation|InvalidParameter|InvalidGroupId|InvalidSecurityGroupRuleId|InvalidAction|InvalidRequest|InvalidInput|UnsupportedOperation|RulesPerSecurityGroupLimitExceeded|SignatureDoesNotMatch)/;

/** The AWS error code, which the SDK puts into `name`; older clients put it into `Code`. */
export const errorCode = (error: unknown): string => {
  const name = error instanceof Error ? error.name : own(error, 'name');
  const code = own(error, 'Code') ?? own(error, 'code');
  return String(name === 'Error' || name === undefined ? (code ?? name ?? error) : name);
};

/**
 * The one table of error classes. An unknown code counts as transient, so that it is tried again and ends in the
 * dead-letter queue rather than in silence. Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const classify = (error: unknown): ErrorClass => {
  const code = errorCode(error);
  if (GONE.has(code)) return 'gone';
  if (at(error, '$retryable') || (Number(at(error, '$metadata.httpStatusCode')) || 0) >= 500)
    return 'transient';
  return PERMANENT.test(code) || (error instanceof Error && error instanceof Permanent)
    ? 'permanent'
    : 'transient';
};

export const message = (error: unknown): string =>
  error instanceof Error
    ? `${errorCode(error)}: ${error.message}`.slice(0, 1024)
    : String(error).slice(0, 1024);

/** A person is needed; trying again would end the same way. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

/** Another copy of the function works on the same resource and has not finished in time. */
export class Busy extends Error {
  override readonly name = 'Busy';
}
