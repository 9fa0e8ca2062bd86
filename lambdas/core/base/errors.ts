import { at, own } from './json.ts';
import type { ErrorCodes } from './resource-type.ts';

/** What an AWS error means for a remediation: nothing left to do, worth another try, or in need of a person. */
export type ErrorClass = 'gone' | 'transient' | 'permanent';

/** What starts so needs a person, whatever the service: missing rights, refused credentials, calls that are wrong in themselves. */
const PERMANENT = new RegExp(
  `^(${[
    'AccessDenied|Unauthorized|AuthorizationError|NotAuthorized|AuthFailure|OptInRequired|OperationNotPermitted|Blocked',
    'InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken',
    'Malformed|Validation|UnsupportedOperation|DryRunOperation|UnknownParameter|MissingParameter|MissingAction',
    'Invalid(Parameter|Action|Request|Input)',
  ].join('|')})`,
);

const NO_CODES: ErrorCodes = { gone: [], permanent: [] };

const begins = (codes: readonly string[], code: string): boolean =>
  codes.some((start) => code.startsWith(start));

/** The AWS error code. The SDK puts it into `name`, older clients into `Code`; logs and CloudTrail write `Client.` before it. */
export const errorCode = (error: unknown): string => {
  const name = error instanceof Error ? error.name : own(error, 'name');
  const code = own(error, 'Code') ?? own(error, 'code');
  const given = name === 'Error' || name === undefined ? (code ?? name) : name;
  return typeof given === 'string' ? given.replace(/^Client\./, '') : 'Unknown';
};

/**
 * The one place of error classes; `codes` are what a resource type adds. An unknown code counts as transient, so that it is tried again and ends in the
 * dead-letter queue rather than in silence. Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const classify = (error: unknown, codes: ErrorCodes = NO_CODES): ErrorClass => {
  const code = errorCode(error);
  if (codes.gone.includes(code)) return 'gone';
  if (at(error, '$retryable') || (Number(at(error, '$metadata.httpStatusCode')) || 0) >= 500)
    return 'transient';
  return PERMANENT.test(code) ||
    begins(codes.permanent, code) ||
    (error instanceof Error && error instanceof Permanent)
    ? 'permanent'
    : 'transient';
};

/** EC2 encodes each refusal anew and S3 numbers each request: the same refusal must read the same every time. */
const VARYING =
  / ?(Encoded authorization failure message: \S+|\(?(Request ?ID|Host ?ID)[:=] ?[\w+/=-]+[,;)]*)/gi;

/** Code and message in one line of at most 1,024 characters; the same for the same refusal. */
export const message = (error: unknown): string =>
  (error instanceof Error ? `${errorCode(error)}: ${error.message}` : String(error))
    .replace(VARYING, '')
    .slice(0, 1024);

/** A person is needed; trying again would end the same way. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

/** Another copy of the function works on the same resource and has not finished in time. */
export class Busy extends Error {
  override readonly name = 'Busy';
}
