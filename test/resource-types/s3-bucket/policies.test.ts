import { describe, expect, test } from 'vitest';
import { judgeStatement } from '../../../lambdas/core/judge/statement.ts';
import { S3_WORDS } from '../../../lambdas/resource-types/s3-bucket/policy-words.ts';
import { bucketWith, closed, violated } from './buckets.ts';
import { PAGES } from './pages.ts';
import { ACTIONS, NOT_ACTIONS, STATEMENTS } from './policies.ts';
import { isOpen, leftOf } from './rows.ts';

const BASE = {
  Sid: 'One',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::b/*',
};
const DENY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const PARTNER = { ...BASE, Principal: { AWS: '210987654321' } };
const REPORT = ['world-readable-s3-buckets'];

/** As it is read from S3: what is undefined is not there. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const document = (...Statement: unknown[]) =>
  json({ Version: '2012-10-17', Id: 'P', Statement: [DENY, ...Statement, PARTNER], Extra: { kept: [1] } });

describe.each(STATEMENTS)('%s', (_, change, expected, page) => {
  const statement = json({ ...BASE, ...change });
  const before = document(statement);
  const bucket = bucketWith(before);

  test(`is judged as AWS does: ${PAGES[page]}`, () => {
    const { access, doubt } = judgeStatement(statement, S3_WORDS);
    if (typeof expected === 'object' && 'doubt' in expected) {
      expect(doubt).toBe(expected.doubt);
      expect(access).toContain('read');
    } else expect({ access, doubt }).toEqual({ access: isOpen(expected) ? ['read'] : [], doubt: undefined });
  });

  test('leaves the right document', () => {
    const left = leftOf(statement as object, expected);
    const after = document(...(left ? [left] : []));
    expect(closed(before)).toEqual(after);
    expect(JSON.stringify(closed(before))).toBe(JSON.stringify(after));
    const { removes, reports } = violated(bucket);
    expect(removes).toEqual(isOpen(expected) ? REPORT : []);
    expect(reports.length > 0).toBe(typeof expected === 'object' && 'doubt' in expected);
  });
});

describe('actions', () => {
  const IDS = {
    read: 'world-readable-s3-buckets',
    write: 'publicly-writable-s3-buckets',
    full: 'unrestricted-access-to-s3-bucket',
  };
  test.each(ACTIONS)('%j violate what they allow', (Action, access, page) => {
    const { removes } = violated(bucketWith(document({ ...BASE, Action })));
    expect(removes, PAGES[page]).toEqual(access.map((one) => IDS[one]));
  });
  test.each(NOT_ACTIONS)('all but %j violate what they allow', (NotAction, access, page) => {
    const { Action: _, ...rest } = BASE;
    const before = document({ ...rest, NotAction });
    expect(violated(bucketWith(before)), PAGES[page]).toEqual({
      removes: access.map((one) => IDS[one]),
      reports: [],
    });
    expect(closed(before)).toEqual(access.length > 0 ? document() : before);
  });
  test('both Action and NotAction are reported, not changed', () => {
    const before = document({ ...BASE, NotAction: 's3:DeleteObject' });
    expect(violated(bucketWith(before))).toEqual({ removes: [], reports: [IDS.read, IDS.write] });
  });
});

describe('a policy', () => {
  test('is gone with its last statement', () => {
    expect(closed({ Version: '2012-10-17', Statement: [BASE] })).toBeUndefined();
    expect(closed({ Version: '2012-10-17', Statement: BASE })).toBeUndefined();
  });
  test('of one statement without a list stays as it is when that is narrow', () => {
    expect(closed({ Statement: PARTNER })).toEqual({ Statement: PARTNER });
  });
  test('loses statements by what they say: Sids may be missing, or the same', () => {
    const { Sid: _, ...nameless } = BASE;
    expect(closed({ Statement: [PARTNER, nameless, BASE] })).toEqual({ Statement: [PARTNER] });
  });
  test('loses both of two equal statements, and shows both', () => {
    const before = { Statement: [BASE, PARTNER, BASE] };
    expect(closed(before)).toEqual({ Statement: [PARTNER] });
    expect(new Set(bucketWith(before).statements.map(({ copy }) => copy))).toEqual(new Set([undefined, 1]));
  });
  test('that is no policy lets nobody in', () => {
    for (const odd of [undefined, null, [], 'x', {}, { Statement: [] }])
      expect(violated(bucketWith(odd))).toEqual({ removes: [], reports: [] });
  });
  test('with a statement that is no object is reported', () => {
    expect(violated(bucketWith({ Statement: ['x'] })).removes).toEqual([]);
    expect(judgeStatement('x', S3_WORDS).doubt).toBe('the statement');
  });
});
