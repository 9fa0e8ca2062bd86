import { describe, expect, test } from 'vitest';
import { judgeStatement } from '../../../lambdas/core/judge/statement.ts';
import { S3_WORDS } from '../../../lambdas/resource-types/s3-bucket/policy-words.ts';
import { bucketWith, closed, violated } from './buckets.ts';
import { PAGES } from './pages.ts';
import { ACTIONS, STATEMENTS } from './policies.ts';

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
    if (typeof expected === 'object') expect({ access, doubt }).toEqual({ access: ['read'], ...expected });
    else
      expect({ access, doubt }).toEqual({ access: expected === 'anyone' ? ['read'] : [], doubt: undefined });
  });

  test('leaves the right document', () => {
    expect(closed(before)).toEqual(expected === 'anyone' ? document() : before);
    expect(JSON.stringify(closed(before))).toBe(JSON.stringify(expected === 'anyone' ? document() : before));
    expect(violated(bucket)).toEqual({
      removes: expected === 'anyone' ? REPORT : [],
      reports: typeof expected === 'object' ? REPORT : [],
    });
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
  test(`NotAction is reported, not changed: ${PAGES.notAction}`, () => {
    const { Action: _, ...rest } = BASE;
    const before = document({ ...rest, NotAction: 's3:DeleteObject' });
    expect(violated(bucketWith(before))).toEqual({ removes: [], reports: [IDS.read, IDS.write] });
    expect(closed(before)).toEqual(before);
  });
});

describe('a policy', () => {
  test('that denies all but some addresses is public still, as its grant is', () => {
    const deny = { ...DENY, Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
    expect(closed({ Statement: [BASE, deny] })).toEqual({ Statement: [deny] });
  });
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
