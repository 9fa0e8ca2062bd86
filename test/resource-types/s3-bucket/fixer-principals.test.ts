import { describe, expect, test } from 'vitest';
import { statementParts } from '../../../lambdas/core/judge/statement-parts.ts';
import type { BucketPart } from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { fault } from './fake-answers.ts';
import type { Interrupt } from './fake-s3.ts';
import { run } from './run-fixer.ts';

const OPEN = {
  Sid: 'Open',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::photos/*',
};
const PARTNER = { ...OPEN, Sid: 'Partner', Principal: { AWS: '210987654321' } };
const ORGANIZATION = { ...OPEN, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } };
const policy = (...Statement: unknown[]) => ({ Version: '2012-10-17', Id: 'P', Statement, Extra: ['kept'] });
const statements = (...of: unknown[]): readonly BucketPart[] => statementParts({ Statement: of });
const text = (document: unknown) => JSON.stringify(document);
const refusing: Interrupt = ({ name }) => (name === 'PUT policy' ? fault(400, 'MalformedPolicy') : undefined);

describe('`*` beside named principals', () => {
  const SHARED = { ...OPEN, Principal: { AWS: ['210987654321', '*'], Service: 'logging.s3.amazonaws.com' } };
  const NAMED = { ...OPEN, Principal: { AWS: ['210987654321'], Service: 'logging.s3.amazonaws.com' } };
  test('goes alone, and the statement stays where it was', async () => {
    const before = policy(PARTNER, SHARED, ORGANIZATION);
    const [parts, rest] = [
      statementParts(before).slice(1, 2),
      statementParts(policy(PARTNER, NAMED)).slice(1),
    ];
    const { fixed, after } = await run({ policy: text(before) }, parts, undefined, rest);
    expect(after?.policy).toBe(text(policy(PARTNER, NAMED, ORGANIZATION)));
    expect(fixed).toEqual({ gone: parts, removed: parts, left: [], added: rest });
  });
  test('of two equal statements leaves one', async () => {
    const parts = statementParts(policy(SHARED, PARTNER, SHARED)).filter(({ position }) => position !== 1);
    const rest = statementParts(policy(NAMED));
    const { fixed, after } = await run(
      { policy: text(policy(SHARED, PARTNER, SHARED)) },
      parts,
      undefined,
      rest,
    );
    expect(after?.policy).toBe(text(policy(NAMED, PARTNER)));
    expect(fixed).toMatchObject({ removed: parts, added: rest });
  });
  test('that somebody else has taken out is not put back', async () => {
    const parts = statements(SHARED);
    const { fixed, after } = await run(
      { policy: text(policy(PARTNER)) },
      parts,
      undefined,
      statements(NAMED),
    );
    expect(after?.policy).toBe(text(policy(PARTNER)));
    expect(fixed).toEqual({ gone: parts, removed: [], left: [] });
  });
});

describe('a principal that was deleted', () => {
  const USER = 'AIDACKCEVSQ6C2EXAMPLE';
  const ROLE = 'AROADBQP57FF2AEXAMPLE';
  const DEAD = { ...OPEN, Sid: 'left-over', Principal: { AWS: USER } };
  const HALF = { ...OPEN, Sid: 'half', Principal: { AWS: ['210987654321', ROLE] } };
  test('is left out of the rest, which S3 does not take back with it, and named', async () => {
    const parts = statements(OPEN);
    const { fixed, calls, after } = await run({ policy: text(policy(OPEN, DEAD, HALF, PARTNER)) }, parts);
    const living = { ...HALF, Principal: { AWS: ['210987654321'] } };
    expect(after?.policy).toBe(text(policy(living, PARTNER)));
    expect(fixed).toMatchObject({ gone: parts, removed: parts, left: [], lost: 1 });
    expect(fixed.note).toContain(`${USER} in statement 1 "left-over", ${ROLE} in statement 2 "half"`);
    expect(calls.filter((name) => name === 'PUT policy')).toHaveLength(2);
  });
  test('takes the policy with it where it names nobody else', async () => {
    const { fixed, calls, after } = await run({ policy: text(policy(DEAD, OPEN)) }, statements(OPEN));
    expect(after?.policy).toBeUndefined();
    expect(calls).toEqual(['GET policy', 'PUT policy', 'DELETE policy', 'GET policy']);
    expect(fixed).toMatchObject({ left: [], lost: 1 });
  });
  test('stays where S3 takes the rest as it is', async () => {
    const { fixed, after } = await run({ policy: text(policy(PARTNER, OPEN)) }, statements(OPEN));
    expect(after?.policy).toBe(text(policy(PARTNER)));
    expect(fixed).not.toHaveProperty('note');
  });
  test('is not blamed where none is named', async () => {
    const { fixed, calls } = await run({ policy: text(policy(OPEN, PARTNER)) }, statements(OPEN), refusing);
    expect(fixed.error).toMatch(/does not take the rest of the policy back/);
    expect(calls.filter((name) => name === 'PUT policy')).toHaveLength(1);
  });
  test.each(['AIDA', 'AIDAshort', 'aidackcevsq6c2example', '210987654321', 'ANPACKCEVSQ6C2EXAMPLE'])(
    'is not %s',
    async (id) => {
      const other = { ...PARTNER, Principal: { AWS: id } };
      const { fixed } = await run({ policy: text(policy(OPEN, other)) }, statements(OPEN), refusing);
      expect(fixed).toMatchObject({ removed: [], left: statements(OPEN) });
    },
  );
});
