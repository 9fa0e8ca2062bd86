import { isRecord } from '../../core/base/json.ts';

/**
 * What conditions leave of a grant to everybody: `anyone`, a fixed circle (`narrow`), or something that cannot be told,
 * with the reason.
 */
export type Reach = 'anyone' | 'narrow' | { readonly doubt: string };

/** A value of a condition: just this, anything, or what a policy variable stands for. */
type Value = 'fixed' | 'open' | 'variable' | 'unreadable';

/** S3 counts a value as fixed when it has no wildcard and no policy variable. */
export const fixed = (value: string): Value => {
  if (/[*?]/.test(value.replaceAll(/\$\{[^{}$]*\}/g, ''))) return 'open';
  return value.includes('${') ? 'variable' : 'fixed';
};

/** S3 counts addresses as anyone's when they are broader than /8 (IPv4) or /32 (IPv6). */
const narrowCidr = (value: string): Value => {
  const [address = '', length] = value.split('/');
  const isIpv4 = /^\d{1,3}(\.\d{1,3}){3}$/.test(address);
  const isIpv6 = address.includes(':') && /^[\da-f:.]+$/i.test(address);
  if (isIpv4 || isIpv6) return Number(length ?? 128) >= (isIpv4 ? 8 : 32) ? 'fixed' : 'open';
  return fixed(value) === 'fixed' ? 'unreadable' : fixed(value);
};

/** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*`: the organization is fixed, whatever the unit. */
const fixedOrganization = (value: string): Value => fixed(value.split('/')[0] ?? '');

/** `arn:aws:s3:us-west-2:123456789012:accesspoint/*`: S3 takes a fixed account for narrow, whatever the access point. */
const fixedAccount = (value: string): Value =>
  /^\d{12}$/.test(value.split(':')[4] ?? '') ? 'fixed' : fixed(value);

/** Operators that let in just who is named. */
const EQUALS = ['stringequals', 'stringequalsignorecase', 'stringlike', 'arnequals', 'arnlike'];

const POSITIVE = [...EQUALS, 'ipaddress'];

interface Key {
  /** The operators that compare it as it is meant to be. */
  readonly operators: readonly string[];
  readonly judge: (value: string) => Value;
}

const keys = (judge: Key['judge'], operators: readonly string[], ...names: string[]) =>
  names.map((name): readonly [string, Key] => [name, { operators, judge }]);

/**
 * The keys that name who asks, or from where. S3's own list, with "a principal (e.g. aws:PrincipalOrgID)" spelt out:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 * The KMS key stands in the API's list only:
 * https://docs.aws.amazon.com/sdkfornet/v3/apidocs/items/S3/TPublicAccessBlockConfiguration.html
 * Newer keys for the owner of an endpoint or of a source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const NARROWING = new Map<string, Key>([
  ...keys(fixed, EQUALS, 'aws:principalorgid', 'aws:principalarn', 'aws:principalaccount', 'aws:userid'),
  ...keys(fixed, EQUALS, 'aws:principalservicename', 'aws:principalservicenameslist'),
  ...keys(fixed, EQUALS, 'aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:sourceorgid'),
  ...keys(fixed, EQUALS, 'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce'),
  ...keys(fixed, EQUALS, 'aws:vpceaccount', 'aws:vpceorgid', 's3:dataaccesspointaccount'),
  ...keys(fixed, EQUALS, 's3:x-amz-server-side-encryption-aws-kms-key-id'),
  ...keys(fixedOrganization, EQUALS, 'aws:principalorgpaths', 'aws:sourceorgpaths', 'aws:vpceorgpaths'),
  ...keys(fixedAccount, EQUALS, 's3:dataaccesspointarn'),
  ...keys(narrowCidr, ['ipaddress'], 'aws:sourceip'),
]);

/** Keys that everybody can meet, or that say nothing about who asks. */
const OPEN =
  /^(s3:.*|aws:(securetransport|referer|useragent|currenttime|epochtime|tokenissuetime|multifactorauth(present|age)|requestedregion|principaltype|username|sourceidentity|vpcsourceip|via(aws|awsmcp)service|calledvia(first|last|awsmcp)?|tagkeys|(principal|request|resource)tag\/.*|resource(account|orgid|orgpaths)))$/;

/** Operators that let in whoever is not named, or that compare no names. */
const OTHER_OPERATORS =
  /^(string(notequals(ignorecase)?|notlike)|arnnot(equals|like)|notipaddress|numeric(not)?equals|numeric(less|greater)than(equals)?|date(not)?equals|date(less|greater)than(equals)?|bool|binaryequals|null)$/;

const NEGATIVE = /^(stringnot|arnnot|notip|null$)/;

interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly unknown[];
  /** Also met where the request has no such key. */
  readonly ifAbsent: boolean;
}

/** A condition as its single comparisons, all of which must hold; names in lower case, as AWS compares them. */
const testsIn = (condition: Readonly<Record<string, unknown>>): readonly Test[] =>
  Object.entries(condition).flatMap(([name, block]) => {
    const [, quantifier, operator = '', ifExists] =
      /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/s.exec(name.toLowerCase()) ?? [];
    const ifAbsent = ifExists !== undefined || quantifier === 'forallvalues';
    return Object.entries(isRecord(block) ? block : { '': block }).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: Array.isArray(values) ? values : [values],
      ifAbsent,
    }));
  });

const reachOfValues = ({ judge }: Key, { key, values }: Test): Reach => {
  const judged = new Set(
    values.map((value) => (typeof value === 'object' ? 'unreadable' : judge(String(value)))),
  );
  if (judged.has('open')) return 'anyone';
  if (judged.has('unreadable')) return { doubt: `the value of ${key}` };
  return judged.has('variable') ? { doubt: `the policy variable in ${key}` } : 'narrow';
};

const reachOf = (test: Test, isPresent: (key: string) => boolean): Reach => {
  const { operator, key, ifAbsent } = test;
  if (!POSITIVE.includes(operator) && !OTHER_OPERATORS.test(operator))
    return { doubt: `the condition operator ${operator.slice(0, 64)}` };
  if (NEGATIVE.test(operator) || (ifAbsent && !isPresent(key))) return 'anyone';
  const narrowing = NARROWING.get(key);
  if (!narrowing) return OPEN.test(key) ? 'anyone' : { doubt: `the condition key ${key.slice(0, 64)}` };
  return narrowing.operators.includes(operator)
    ? reachOfValues(narrowing, test)
    : { doubt: `${operator} on ${key}` };
};

/**
 * Whom a statement that grants to everybody reaches in the end. One comparison that narrows is enough, since all must
 * hold; of its values each must narrow, since one is enough to meet it. `…IfExists` and `ForAllValues` are met by
 * whoever sends no such key, unless `Null` demands it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export const reachOfCondition = (condition: unknown): Reach => {
  if (condition === undefined) return 'anyone';
  if (!isRecord(condition)) return { doubt: 'the condition' };
  const tests = testsIn(condition);
  const present = new Set(
    tests.flatMap(({ operator, key, values }) =>
      operator === 'null' && values.every((value) => String(value) === 'false') ? [key] : [],
    ),
  );
  const reaches = tests.map((test) => reachOf(test, (key) => present.has(key)));
  if (reaches.includes('narrow')) return 'narrow';
  return reaches.find((reach) => reach !== 'anyone') ?? 'anyone';
};
