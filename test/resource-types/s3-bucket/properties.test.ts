import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  statementParts,
  statementsIn,
  withoutStatements,
} from '../../../lambdas/core/judge/statement-parts.ts';
import { contentOf, grantParts, key, partsOf } from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { s3Bucket } from '../../../lambdas/resource-types/s3-bucket/type.ts';
import { runs } from '../../support/runs.ts';
import {
  ALL_USERS,
  AUTHENTICATED_USERS,
  bucketWith,
  closed,
  LOG_DELIVERY,
  OWNER,
  removable,
  violated,
} from './buckets.ts';
import { STATEMENTS } from './policies.ts';
import { leftOf } from './rows.ts';

const BASE = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };

/** A statement of the table, with a Sid or none, and members that nobody knows. */
const statement = fc
  .record({
    // Denials of everybody fence what stands beside them; those have a property of their own.
    row: fc.constantFrom(...STATEMENTS.filter(([, change]) => change['Effect'] !== 'Deny')),
    Sid: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    Note: fc.option(fc.jsonValue(), { nil: undefined }),
    Action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:*', ['s3:Get*', 's3:DeleteObject']),
  })
  .map(({ row: [, change, expected], Sid, Note, Action }) => ({
    text: JSON.stringify({ Sid, ...BASE, Action, ...change, Note }),
    expected,
  }));

const policy = fc.record({
  members: fc.dictionary(fc.string(), fc.jsonValue()),
  statements: fc.array(statement, { maxLength: 8 }),
});

const documentOf = (members: object, statements: readonly { text: string }[]): Record<string, unknown> => ({
  ...(JSON.parse(JSON.stringify(members)) as object),
  Version: '2012-10-17',
  Statement: statements.map(({ text }) => JSON.parse(text) as unknown),
});

test('of a policy nothing but public statements goes; order, unknown members and everything else stay', () => {
  fc.assert(
    fc.property(policy, ({ members, statements }) => {
      const kept = statements.flatMap(({ text, expected }) => {
        const left = leftOf(JSON.parse(text) as object, expected);
        return left ? [{ text: JSON.stringify(left) }] : [];
      });
      const after = closed(documentOf(members, statements));
      const nothing = kept.length === 0 && statements.length > 0;
      expect(JSON.stringify(after)).toBe(nothing ? undefined : JSON.stringify(documentOf(members, kept)));
    }),
    { numRuns: runs(300, 1000) },
  );
}, 60_000);

test('what is left of a policy is not public, and a second run changes nothing', () => {
  fc.assert(
    fc.property(policy, ({ members, statements }) => {
      const after = closed(documentOf(members, statements));
      expect(violated(bucketWith(after)).removes).toEqual([]);
      expect(closed(after)).toBe(after);
    }),
    { numRuns: runs(300, 1000) },
  );
}, 60_000);

const grant = fc.tuple(
  fc.constantFrom(ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY, OWNER, 'abc'),
  fc.constantFrom('READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'),
);

test('of an ACL nothing but public grants goes, and all of them', () => {
  fc.assert(
    fc.property(fc.array(grant, { maxLength: 12 }), (grants) => {
      const gone = new Set(removable(bucketWith(undefined, grants)).map(contentOf));
      const left = grants.filter((one) => !gone.has(contentOf(grantParts([one])[0] as never)));
      expect(left).toEqual(grants.filter(([grantee]) => !grantee.includes('/global/')));
      expect(removable(bucketWith(undefined, left))).toEqual([]);
    }),
  );
});

test('every part of a bucket has a key of its own, the same at every read', () => {
  fc.assert(
    fc.property(policy, fc.array(grant, { maxLength: 6 }), ({ members, statements }, grants) => {
      const read = () => partsOf(bucketWith(documentOf(members, statements), grants)).map(key);
      expect(new Set(read()).size).toBe(statements.length + grants.length);
      expect(read()).toEqual(read());
    }),
  );
});

test('parts survive the ledger, which keeps JSON', () => {
  fc.assert(
    fc.property(policy, ({ members, statements }) => {
      const parts = partsOf(bucketWith(documentOf(members, statements)));
      const kept = JSON.parse(JSON.stringify(parts)) as typeof parts;
      expect(kept.map(key)).toEqual(parts.map(key));
    }),
  );
});

test('no JSON at all upsets the judging', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      for (const document of [
        one,
        { Statement: one },
        { Statement: [{ ...BASE, Principal: one, Condition: other }] },
      ]) {
        const after = closed(document);
        expect(statementsIn(after).length).toBeLessThanOrEqual(statementsIn(document).length);
      }
      expect(withoutStatements(one, new Set())).toSatisfy(() => true);
    }),
    { numRuns: runs(300, 1000) },
  );
}, 60_000);

test.each([
  ['wildcards', { Action: `s3:${'*a'.repeat(8000)}` }],
  ['policy variables', { Condition: { StringEquals: { 'aws:SourceVpc': '${'.repeat(9000) } } }],
  ['colons', { Condition: { IpAddress: { 'aws:SourceIp': ':'.repeat(18_000) } } }],
  ['operators', { Condition: { ['ForAllValues:'.repeat(1300)]: { a: 'b' } } }],
  ['depth', { Condition: JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`) as unknown }],
  ['statements', { Principal: { AWS: Array.from({ length: 2000 }, (_, i) => String(i)) } }],
  [
    'patterns beside a fence of patterns',
    { Action: Array.from({ length: 1500 }, (_, i) => `s3:*${i}?a*`) },
    { Effect: 'Deny', Action: Array.from({ length: 1500 }, (_, i) => `s3:*a?${i}*`) },
  ],
])('a policy of 20 KB of %s is judged, the same each time', (_, change, fence?: object) => {
  const document = { Statement: [{ ...BASE, ...change }, ...(fence ? [{ ...BASE, ...fence }] : [])] };
  const verdicts = Array.from({ length: 20 }, () => JSON.stringify(violated(bucketWith(document))));
  expect(new Set(verdicts).size).toBe(1);
});

const MEGABYTE = runs(200_000, 1_000_000);
const many = (text: string) => Array.from({ length: MEGABYTE / (text.length + 4) }, () => text);
const FENCE = {
  ...BASE,
  Effect: 'Deny',
  Action: 's3:*',
  Condition: { NotIpAddress: { 'aws:SourceIp': '1.2.3.4' } },
};

// What takes more than linear time takes minutes here.
test.each([
  ['one action', [{ ...BASE, Action: `s3:${'*a'.repeat(MEGABYTE / 2)}` }, FENCE]],
  [
    'one resource',
    [
      { ...BASE, Resource: '*?'.repeat(MEGABYTE / 2) },
      { ...FENCE, Resource: '*a*?b'.repeat(1000) },
    ],
  ],
  [
    'actions',
    [
      { ...BASE, Action: many('s3:*a*b*c?') },
      { ...FENCE, Action: many('s3:*c*b*a?') },
    ],
  ],
  [
    'resources',
    [
      { ...BASE, Resource: many('*a*b*c?') },
      { ...FENCE, Resource: many('*c*b*a?') },
    ],
  ],
  ['principals', [{ ...BASE, Principal: { AWS: many('*') } }]],
  ['addresses', [{ ...BASE, Condition: { IpAddress: { 'aws:SourceIp': many('10.0.0.0/8') } } }]],
  ['values', [{ ...BASE, Condition: { StringLike: { 'aws:SourceVpc': many('${'.repeat(20)) } } }]],
  [
    'operators',
    [{ ...BASE, Condition: { [`${'ForAllValues:'.repeat(MEGABYTE / 20)}IfExists`]: { a: 'b' } } }],
  ],
  ['keys', [{ ...BASE, Condition: { StringEquals: { [`aws:${'tag/'.repeat(MEGABYTE / 8)}`]: 'b' } } }]],
  ['grants', Array.from({ length: 10_000 }, (_, i) => ({ ...BASE, Sid: String(i) }))],
  [
    'denials',
    Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? { ...BASE, Resource: `*${i}` } : FENCE)),
  ],
  ['depth', JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown[]],
  ['greater depth', JSON.parse(`${'['.repeat(MEGABYTE / 2)}${']'.repeat(MEGABYTE / 2)}`) as unknown[]],
] as const)('much of %s neither throws nor takes long', (_, Statement) => {
  const parts = statementParts({ Version: '2012-10-17', Statement });
  const bucket = bucketWith({ Statement });
  expect(bucket.statements).toHaveLength(parts.length);
  expect(violated(bucket).removes.length + violated(bucket).reports.length).toBeLessThanOrEqual(6);
  const hint = s3Bucket.hint({
    name: 'PutBucketPolicy',
    id: 'e-1',
    time: '2026-11-22T09:00:00Z',
    actor: { arn: 'arn:aws:iam::123456789012:user/a' },
    requestParameters: { bucketName: 'photos', bucketPolicy: { Statement } },
    responseElements: null,
    record: {},
  });
  expect(hint).toMatchObject({ ids: ['photos'] });
});
