import { errorCode, message } from '../../lambdas/core/base/errors.ts';

const ADVICE: readonly (readonly [RegExp, (rights: string) => string])[] = [
  [
    /^(AccessDenied|Unauthorized|NotAuthorized|AuthFailure)/,
    (rights) =>
      `This identity may not: it takes ${rights}, also in service control policies. On a bucket, Block Public Access refuses what is public, too: lift that first if it is meant to be public.`,
  ],
  [
    /^RulesPerSecurityGroupLimitExceeded$/,
    () =>
      'The group is full: somebody has used the room since. Remove a row that is not needed, or have the quota raised, then try again.',
  ],
  [/^InvalidPermission\.Duplicate$/, () => 'Somebody has put it back a moment ago. Look at the group.'],
  [
    /^(AccessControlListNotSupported|InvalidBucketAclWithObjectOwnership)$/,
    () => 'The bucket takes no ACLs any more (Object Ownership). Give access by its policy instead.',
  ],
  [
    /^MalformedPolicy$/,
    () =>
      'S3 does not take the policy any more, as when it names a principal that was deleted. Put the statement back by hand.',
  ],
];

/** Why nothing was put back, and what to do next. */
export const failure = (remediation: string, rights: string, error: unknown): string => {
  const advice = ADVICE.find(([code]) => code.test(errorCode(error)))?.[1](rights) ?? 'Try again later.';
  return `${remediation} was not undone, and no exception is left. ${advice} ${message(error)}`;
};
