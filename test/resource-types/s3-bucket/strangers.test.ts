import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeStatements } from '../../../lambdas/core/judge/statement.ts';
import { S3_WORDS } from '../../../lambdas/resource-types/s3-bucket/policy-words.ts';
import { runs } from '../../support/runs.ts';
import { lettersIn, type Statement } from '../../support/strangers.ts';

const [BUCKET, OBJECTS] = ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'];
const ACCOUNT = '123456789012';
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

const RUNS = runs(500, 5000);

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
    { numRuns: RUNS, seed: 20_261_126 },
  );
  // A draw that is hardly ever open, or fenced, would prove little.
  expect(seen.gone).toBeGreaterThan(RUNS / 10);
  expect(seen.fenced).toBeGreaterThan(RUNS / 50);
});
