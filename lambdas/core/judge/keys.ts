import { areWorld } from '../base/network.ts';
import { fixed, fixedOrganization, narrowCidr, type Value } from './values.ts';

/** A condition key that names who asks, or from where. */
export interface NarrowingKey {
  /** The operators that compare it as it is meant to be, in lower case. */
  readonly operators: readonly string[];
  readonly judge: (value: string) => Value;
  /** Are values that are narrow one by one everybody's together? */
  readonly together?: (values: readonly string[]) => boolean;
}

/** What tells the resource policies of one AWS service from those of another. All names are in lower case. */
export interface PolicyWords {
  /** How its actions begin, e.g. `s3:`. */
  readonly prefix: string;
  /** Beginnings of the actions that read, e.g. `s3:get`. */
  readonly reads: readonly string[];
  /** Beginnings of the actions that change something. */
  readonly writes: readonly string[];
  /** Its own condition keys that name who asks, or from where. */
  readonly narrowing: ReadonlyMap<string, NarrowingKey>;
  /** Its own condition keys that everybody can meet, or that say nothing about who asks. */
  readonly open: RegExp;
}

/** Operators that let in just who is named. */
export const EQUALS = ['stringequals', 'stringequalsignorecase', 'stringlike', 'arnequals', 'arnlike'];

/** Rows for {@link PolicyWords.narrowing}: names that are judged alike. */
export const keys = (
  judge: NarrowingKey['judge'],
  operators: readonly string[],
  ...names: readonly string[]
): readonly (readonly [string, NarrowingKey])[] => names.map((name) => [name, { operators, judge }]);

/**
 * The keys of every service that name who asks, or from where: S3's own list, with "a principal (e.g.
 * aws:PrincipalOrgID)" spelt out:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 * Newer keys for the owner of an endpoint or of a source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const NARROWING = new Map<string, NarrowingKey>([
  ...keys(fixed, EQUALS, 'aws:principalorgid', 'aws:principalarn', 'aws:principalaccount', 'aws:userid'),
  ...keys(fixed, EQUALS, 'aws:principalservicename', 'aws:principalservicenameslist'),
  ...keys(fixed, EQUALS, 'aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:sourceorgid'),
  ...keys(fixed, EQUALS, 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce'),
  ...keys(fixed, EQUALS, 'aws:vpceaccount', 'aws:vpceorgid'),
  ...keys(fixedOrganization, EQUALS, 'aws:principalorgpaths', 'aws:sourceorgpaths', 'aws:vpceorgpaths'),
  ['aws:sourceip', { operators: ['ipaddress'], judge: narrowCidr, together: areWorld }],
]);

/** Keys of every service that everybody can meet, or that say nothing about who asks. */
const OPEN =
  /^aws:(securetransport|referer|useragent|currenttime|epochtime|tokenissuetime|multifactorauth(present|age)|requestedregion|principaltype|username|sourceidentity|vpcsourceip|via(aws|awsmcp)service|calledvia(first|last|awsmcp)?|tagkeys|(principal|request|resource)tag\/.*|resource(account|orgid|orgpaths))$/;

/** What a key of one of these policies is: narrowing, `open` to everybody, or undefined where nobody knows it. */
export const keyOf = (name: string, { narrowing, open }: PolicyWords): NarrowingKey | 'open' | undefined =>
  narrowing.get(name) ?? NARROWING.get(name) ?? (open.test(name) || OPEN.test(name) ? 'open' : undefined);

/** The words of a service of which nobody asks whether an action reads or changes something. */
export const wordsOf = (
  prefix: string,
  own: Partial<Pick<PolicyWords, 'narrowing' | 'open'>> = {},
): PolicyWords => ({ prefix, reads: [], writes: [prefix], narrowing: new Map(), open: /^$/, ...own });
