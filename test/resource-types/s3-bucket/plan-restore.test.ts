import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statementParts, withoutStatements } from '../../../lambdas/core/judge/statement-parts.ts';
import {
  type BucketPart,
  contentOf,
  type GrantPart,
  grantParts,
} from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { planRestore } from '../../../lambdas/resource-types/s3-bucket/plan-restore.ts';

const statement = (Sid: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::b/*',
});
const [A, B, C, D] = ['A', 'B', 'C', 'D'].map(statement);
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });

/** What an undo of the removal of these statements makes of the policy as it is now. */
const restored = (before: object, sids: string, now: unknown) => {
  const all = statementParts(before);
  const removed = all.filter((part) => sids.includes((JSON.parse(part.statement) as { Sid: string }).Sid));
  const result = planRestore({ policy: now, grants: [] }, { before: all, removed, added: [] });
  return 'refused' in result ? result.refused : result.policy;
};

describe('a removed statement', () => {
  test.each([
    ['first', 'A', document(B, C), document(A, B, C)],
    ['in the middle', 'B', document(A, C), document(A, B, C)],
    ['last', 'C', document(A, B), document(A, B, C)],
    ['one of two side by side', 'AB', document(C), document(A, B, C)],
    ['one of two apart', 'AC', document(B), document(A, B, C)],
    ['the only ones there were', 'ABC', undefined, document(A, B, C)],
    ['beside an edit elsewhere', 'A', document(B, C, D), document(A, B, C, D)],
  ])('that was %s comes back at its place', (_, sids, now, expected) => {
    expect(restored(document(A, B, C), sids, now)).toEqual(expected);
  });

  test('brings back the policy around it as it was', () => {
    const old = { Version: '2008-10-17', Id: 'P', Statement: A };
    expect(restored(old, 'A', undefined)).toEqual({ Version: '2008-10-17', Id: 'P', Statement: [A] });
    expect(restored({ Statement: [A] }, 'A', undefined)).toEqual({ Statement: [A] });
  });

  test.each([
    ['a neighbour is gone', 'B', document(C), 'old place cannot be told'],
    ['something stands between its neighbours', 'B', document(A, D, C), 'old place cannot be told'],
    ['its neighbours have changed places', 'B', document(C, A), 'old place cannot be told'],
    ['the policy is gone', 'B', undefined, 'old place cannot be told'],
    ['another has its Sid', 'B', document(A, C, { ...B, Sid: 'B', Action: 's3:PutObject' }), 'the Sid "B"'],
    ['the version is another', 'B', { ...document(A, C), Version: '2008-10-17' }, 'another Version'],
    ['it is there already', 'B', document(C, B, A), 'nothing to put back'],
  ])('stays away when %s', (_, sids, now, why) => {
    const last = document(A, B, C);
    expect(restored(last, sids, now)).toContain(why);
  });
});

describe('`*` that was taken out of a list of principals', () => {
  const shared = { ...statement('S'), Principal: { AWS: ['210987654321', '*'] } };
  const named = { ...shared, Principal: { AWS: ['210987654321'] } };
  const before = document(A, shared, C);
  const undo = (now: unknown) => {
    const all = statementParts(before);
    const added = statementParts(document(A, named)).slice(1);
    return planRestore({ policy: now, grants: [] }, { before: all, removed: all.slice(1, 2), added });
  };
  test('comes back in its place', () => {
    const plan = undo(document(A, named, C));
    expect(plan).toMatchObject({ policy: before, put: [{ position: 1 }], take: [{ position: 1 }] });
  });
  test('comes back alone where nothing else is left', () => {
    const all = statementParts(document(shared));
    const plan = planRestore(
      { policy: document(named), grants: [] },
      { before: all, removed: all, added: statementParts(document(named)) },
    );
    expect(plan).toMatchObject({ policy: document(shared) });
  });
  test('stays away where what took its place has changed', () => {
    const plan = undo(document(A, { ...named, Action: 's3:PutObject' }, C));
    expect(plan).toMatchObject({ refused: expect.stringMatching(/took the place .* has changed since/) });
  });
});

describe('beside principals that were deleted, which S3 does not take back', () => {
  const dead = { ...statement('X'), Principal: { AWS: 'AIDACKCEVSQ6C2EXAMPLE' } };
  const half = { ...statement('H'), Principal: { AWS: ['210987654321', 'AROADBQP57FF2AEXAMPLE'] } };
  const living = { ...half, Principal: { AWS: ['210987654321'] } };
  test('a statement comes back at its place without them', () => {
    expect(restored(document(dead, A, half, B), 'A', document(living, B))).toEqual(document(A, living, B));
    expect(restored(document(A, dead, B), 'AB', undefined)).toEqual(document(A, B));
  });
  test('and beside them where they are there still', () => {
    expect(restored(document(dead, A, B), 'A', document(dead, B))).toEqual(document(dead, A, B));
  });
});

test('undo of a removal is the policy of before, whatever it was', () => {
  const version = fc.constantFrom({}, { Version: '2012-10-17' }, { Version: '2008-10-17', Id: 'P' });
  const sids = fc.uniqueArray(fc.constantFrom(...'ABCDEFGH'), { minLength: 1 });
  fc.assert(
    fc.property(version, sids, fc.func(fc.boolean()), (frame, names, goes) => {
      const before = { ...frame, Statement: names.map(statement) };
      const removed = statementParts(before).filter((_, i) => goes(i));
      const now = withoutStatements(before, new Set(removed.map(contentOf)));
      const undone = { before: statementParts(before), removed, added: [] };
      const result = planRestore({ policy: now, grants: [] }, undone);
      if (removed.length === 0) expect(result).toHaveProperty('refused');
      else expect(result).toHaveProperty('policy', before);
    }),
  );
});

describe('beside statements', () => {
  const ALL = 'http://acs.amazonaws.com/groups/global/AllUsers';
  const [READ] = grantParts([[ALL, 'READ']]) as [GrantPart];
  const encryption: BucketPart = { kind: 'encryption' };
  const plan = (grants: readonly GrantPart[], removed: readonly BucketPart[]) =>
    planRestore({ policy: undefined, grants }, { before: removed, removed, added: [] });

  test('a grant comes back, unless it is there', () => {
    expect(plan([], [READ])).toEqual({ put: [READ], take: [], notes: [] });
    expect(plan([READ], [READ])).toEqual({
      refused: expect.stringContaining('There already: READ to AllUsers'),
    });
  });

  test('default encryption stays, and an undo says so', () => {
    expect(plan([], [encryption])).toEqual({
      refused: expect.stringContaining('AWS encrypts every bucket since 2023'),
    });
    expect(plan([], [encryption, READ])).toMatchObject({
      put: [READ],
      notes: [expect.stringContaining('stays')],
    });
  });
});
