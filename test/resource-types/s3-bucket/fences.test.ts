import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeStatements } from '../../../lambdas/core/judge/statement.ts';
import { S3_WORDS } from '../../../lambdas/resource-types/s3-bucket/policy-words.ts';
import { bucketWith, closed, violated } from './buckets.ts';
import { lettersIn, type Statement } from './strangers.ts';

const [BUCKET, OBJECTS] = ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'];
const ACCOUNT = '123456789012';
const ALLOW = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS };
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [BUCKET, OBJECTS] };
const READ = ['world-readable-s3-buckets'];

const unless = (Condition: unknown) => ({ Condition });
const ENDPOINT = unless({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } });

describe('an Allow for everybody stays where a Deny of the same policy spares only', () => {
  test.each([
    ['an endpoint', {}, ENDPOINT],
    ['an office', {}, unless({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    ['an organization', {}, unless({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })],
    ['an account', {}, unless({ StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } })],
    ['an account, if known', {}, unless({ StringNotEqualsIfExists: { 'aws:PrincipalAccount': ACCOUNT } })],
    [
      'some networks',
      {},
      unless({ 'ForAllValues:StringNotEquals': { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] } }),
    ],
    [
      'the sessions of a role and an account',
      {},
      unless({ StringNotLike: { 'aws:userId': ['AROAEXAMPLEID:*', '111122223333'] } }),
    ],
    [
      'the roles of an account',
      {},
      unless({ ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } }),
    ],
    [
      'an office and an endpoint',
      {},
      unless({
        NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] },
        StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
      }),
    ],
    ['nobody', {}, {}],
    ['those whom it does not mean', {}, { Principal: undefined, NotPrincipal: { AWS: [ACCOUNT] } }],
    ['an endpoint, denying everything', { Action: '*' }, { Action: '*', Resource: '*', ...ENDPOINT }],
    ['an endpoint, in other letters', { Action: 'S3:getobject' }, { Action: 's3:GETOBJECT', ...ENDPOINT }],
    ['an endpoint, by patterns', { Action: 's3:Get*' }, { Action: ['s3:List*', 's3:G*'], ...ENDPOINT }],
    [
      'an endpoint, everywhere in a folder',
      { Resource: `${BUCKET}/public/*.html` },
      { Resource: `${BUCKET}/p*`, ...ENDPOINT },
    ],
    [
      'an endpoint, in all that is not private',
      { Resource: `${BUCKET}/public/*` },
      { Resource: undefined, NotResource: `${BUCKET}/private/*`, ...ENDPOINT },
    ],
    [
      'an endpoint, for all but listing',
      {},
      { Action: undefined, NotAction: ['s3:ListBucket', 's3:Put*'], ...ENDPOINT },
    ],
    ['an endpoint, in the folder of whoever asks', { Resource: `${BUCKET}/\${aws:userid}/*` }, ENDPOINT],
    ['an endpoint, of all but some actions', { Action: undefined, NotAction: 's3:DeleteBucket' }, ENDPOINT],
  ])('%s', (_, allow, deny) => {
    const policy = {
      Statement: [
        { ...ALLOW, ...allow },
        { ...DENY, ...deny },
      ],
    };
    const json = JSON.parse(JSON.stringify(policy)) as typeof policy;
    expect(violated(bucketWith(json))).toEqual({ removes: [], reports: [] });
    expect(closed(json)).toBe(json);
  });

  test('an endpoint, in two statements', () => {
    const Statement = [
      { ...ALLOW, Action: 's3:Get*', Resource: [BUCKET, OBJECTS] },
      { ...DENY, Resource: BUCKET, ...ENDPOINT },
      { ...DENY, Resource: OBJECTS, ...ENDPOINT },
    ];
    expect(violated(bucketWith({ Statement }))).toEqual({ removes: [], reports: [] });
  });
});

describe('an Allow for everybody goes, and leaves the Deny, where that', () => {
  const WHAT_IS_BAD = { StringEquals: { 'aws:SourceVpc': 'vpc-bad' } };
  test.each([
    ['asks for TLS only', {}, unless({ Bool: { 'aws:SecureTransport': 'false' } })],
    ['asks for TLS, if known', {}, unless({ BoolIfExists: { 'aws:SecureTransport': 'false' } })],
    ['lists who is bad', {}, unless(WHAT_IS_BAD)],
    ['lists bad addresses', {}, unless({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })],
    [
      'covers a part of the actions',
      { Action: ['s3:GetObject', 's3:GetObjectAcl'] },
      { Action: 's3:GetObject', ...ENDPOINT },
    ],
    ['covers one object', {}, { Resource: `${BUCKET}/index.html`, ...ENDPOINT }],
    ['covers the bucket, not its objects', {}, { Resource: BUCKET, ...ENDPOINT }],
    [
      'covers all but what is public',
      {},
      { Resource: undefined, NotResource: `${BUCKET}/public/*`, ...ENDPOINT },
    ],
    ['covers the folder of whoever asks', {}, { Resource: `${BUCKET}/\${aws:userid}/*`, ...ENDPOINT }],
    ['covers all but reading', {}, { Action: undefined, NotAction: 's3:Get*', ...ENDPOINT }],
    ['is for an account', {}, { Principal: { AWS: ACCOUNT }, ...ENDPOINT }],
    [
      'is for all but a web identity provider',
      {},
      { Principal: undefined, NotPrincipal: { Federated: 'graph.facebook.com' } },
    ],
    ['spares every endpoint', {}, unless({ StringNotLike: { 'aws:SourceVpce': 'vpce-*' } })],
    [
      'spares the world, in two halves',
      {},
      unless({ NotIpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }),
    ],
    [
      'spares whoever is in no network',
      {},
      unless({ StringNotEquals: { 'aws:SourceVpc': 'vpc-1' }, Null: { 'aws:SourceVpc': 'false' } }),
    ],
    [
      'spares whoever sends no such key',
      {},
      unless({ 'ForAnyValue:StringNotEquals': { 'aws:SourceVpc': 'vpc-1' } }),
    ],
    [
      'spares TLS, or an endpoint',
      {},
      unless({ StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, Bool: { 'aws:SecureTransport': 'false' } }),
    ],
    ['spares whoever sends a word', {}, unless({ StringNotEquals: { 'aws:Referer': 'secret' } })],
    ['spares services that ask for anybody', {}, unless({ Bool: { 'aws:PrincipalIsAWSService': 'false' } })],
  ])('%s', (_, allow, deny) => {
    const [open, denial] = JSON.parse(
      JSON.stringify([
        { ...ALLOW, ...allow },
        { ...DENY, ...deny },
      ]),
    ) as object[];
    const policy = { Statement: [open, denial] };
    expect(closed(policy)).toEqual({ Statement: [denial] });
    expect(violated(bucketWith(policy))).toEqual({ removes: READ, reports: [] });
  });
  test('denies something else', () => {
    const denial = { ...DENY, Action: 's3:DeleteObject', ...ENDPOINT };
    expect(closed({ Statement: [denial, ALLOW] })).toEqual({ Statement: [denial] });
  });
});

test.each([
  ['an unknown key', { StringNotEquals: { 'aws:SourcePlanet': 'earth' } }],
  ['an address that cannot be read', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/255.255.255.0' } }],
  ['a policy variable', { StringNotEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } }],
  [
    'an organization, or services that ask for it',
    {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  ],
])('is reported where the Deny spares %s', (_, Condition) => {
  const policy = { Statement: [ALLOW, { ...DENY, Condition }] };
  expect(violated(bucketWith(policy))).toEqual({ removes: [], reports: READ });
  expect(closed(policy)).toBe(policy);
});

const OURS: Readonly<Record<string, string>> = {
  'aws:SourceVpce': 'vpce-1a2b3c4d',
  'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
  'aws:PrincipalAccount': ACCOUNT,
};
const some = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);
const names = fc.oneof(
  fc
    .record({
      key: some(...Object.keys(OURS)),
      operator: some('Equals', 'NotEquals', 'Like', 'NotLike'),
      wild: some(false, false, true),
      ifExists: fc.boolean(),
    })
    .map(({ key, operator, wild, ifExists }) => ({
      [`String${operator}${ifExists ? 'IfExists' : ''}`]: {
        [key]: wild && operator.endsWith('Like') ? '*' : (OURS[key] ?? ''),
      },
    })),
  some('IpAddress', 'NotIpAddress').map((operator) => ({ [operator]: { 'aws:SourceIp': '203.0.113.0/24' } })),
  some({ Bool: { 'aws:SecureTransport': 'false' } }),
);
const condition = fc.oneof(
  some(undefined),
  names,
  fc.tuple(names, names).map(([one, other]) => ({ ...one, ...other })),
);
const RESOURCES = [BUCKET, OBJECTS, `${BUCKET}/public/*`, `${BUCKET}*`, '*'];
const ACTIONS = ['s3:GetObject', 's3:Get*', 's3:ListBucket', 's3:PutObject', 's3:*', '*'];
const list = (values: readonly string[]) => fc.uniqueArray(some(...values), { minLength: 1, maxLength: 3 });
const statements = fc.array(
  fc
    .record({
      Effect: some('Allow', 'Deny'),
      who: some(
        { Principal: '*' },
        { Principal: '*' },
        { Principal: { AWS: '*' } },
        { Principal: { AWS: ACCOUNT } },
      ),
      actions: list(ACTIONS),
      resources: list(RESOURCES),
      not: some('', '', '', 'Action', 'Resource'),
      Condition: condition,
    })
    .map(
      ({ Effect, who, actions, resources, not, Condition }): Statement => ({
        Effect,
        ...who,
        [not === 'Action' ? 'NotAction' : 'Action']: actions,
        [not === 'Resource' ? 'NotResource' : 'Resource']: resources,
        ...(Condition && { Condition }),
      }),
    ),
  { minLength: 1, maxLength: 5 },
);

const isAllow = ({ Effect }: Statement) => Effect === 'Allow';
/** A grant that some stranger could use, were there no denials. */
const isOpen = (statement: Statement) => isAllow(statement) && lettersIn([statement]).size > 0;
/** Lists who is bad, or spares a wildcard: fences nothing, even if it should happen to be all that a grant allows. */
const fencesNothing = ({ Effect, NotAction, Condition = {} }: Statement) =>
  NotAction !== undefined ||
  (Effect === 'Deny' && /"(String(Equals|Like)|IpAddress)|"\*"/.test(JSON.stringify(Condition)));

test('a statement that lets some stranger in goes or is reported, one that goes lets some stranger in', () => {
  const seen = { gone: 0, fenced: 0 };
  fc.assert(
    fc.property(statements, (policy) => {
      const verdicts = judgeStatements(policy, S3_WORDS, [BUCKET, OBJECTS]);
      const strangers = lettersIn(policy);
      const isOpenTo = (i: number) => (verdicts[i]?.access.length ?? 0) > 0;
      const goes = (i: number) => isOpenTo(i) && verdicts[i]?.doubt === undefined;
      expect([...strangers].filter((i) => !isOpenTo(i))).toEqual([]);
      const open = policy.flatMap((statement, i) => (isOpen(statement) ? [i] : []));
      if (!policy.some(fencesNothing)) expect(open.filter(goes).filter((i) => !strangers.has(i))).toEqual([]);
      seen.gone += open.filter(goes).length;
      seen.fenced += open.filter((i) => !isOpenTo(i)).length;
    }),
    { numRuns: 5000, seed: 20_261_126 },
  );
  expect(seen.gone).toBeGreaterThan(500);
  expect(seen.fenced).toBeGreaterThan(100);
});
