import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statementParts } from '../../../lambdas/core/judge/statement-parts.ts';
import type { Door } from '../../../lambdas/core/statements/door.ts';
import { templatesOf } from '../../../lambdas/core/statements/templates.ts';
import { RESOURCE_TYPES } from '../../../lambdas/resource-types/catalogue.ts';
import { DOORS as DATA } from '../../../lambdas/resource-types/public-data-statement/doors.ts';
import { DOORS } from '../../../lambdas/resource-types/public-statement/doors.ts';
import { runs } from '../../support/runs.ts';
import { type Keys, lettersIn, STRANGERS, type Statement } from '../../support/strangers.ts';

const ACCOUNT = '123456789012';
const RUNS = runs(150, 2000);

/** A condition key of one service: what anybody's request may hold, and what the owner writes. */
interface OwnKey {
  readonly key: string;
  readonly anybody: readonly string[];
  readonly ours: string;
}

const OWN_KEYS: Readonly<Record<string, readonly OwnKey[]>> = {
  elasticfilesystem: [{ key: 'elasticfilesystem:AccessedViaMountTarget', anybody: ['false'], ours: 'true' }],
  events: [{ key: 'events:source', anybody: ['orders', 'theirs'], ours: 'orders' }],
  secretsmanager: [
    { key: 'secretsmanager:VersionStage', anybody: ['AWSCURRENT', 'AWSPREVIOUS'], ours: 'AWSCURRENT' },
  ],
  sns: [{ key: 'sns:Protocol', anybody: ['email', 'sqs'], ours: 'email' }],
};

const OURS: Readonly<Record<string, string>> = {
  'aws:SourceVpce': 'vpce-1a2b3c4d',
  'aws:PrincipalOrgID': 'o-a1b2c3d4e5',
  'aws:PrincipalAccount': ACCOUNT,
  'aws:SourceArn': `arn:aws:s3:::uploads`,
  'aws:SourceAccount': ACCOUNT,
};

/** What a request of a stranger may hold: of another account and organization, through an endpoint or a bucket of theirs. */
const THEIRS: Keys = {
  'aws:PrincipalAccount': '999999999999',
  'aws:PrincipalOrgID': 'o-strangers1',
  'aws:SourceVpce': 'vpce-99999999',
  'aws:SourceArn': 'arn:aws:s3:::theirs',
  'aws:SourceAccount': '999999999999',
};

/** Strangers with every choice of these. */
const ALL_STRANGERS: readonly Keys[] = Object.entries(THEIRS).reduce<readonly Keys[]>(
  (strangers, [key, value]) => strangers.flatMap((one) => [one, { ...one, [key]: value }]),
  STRANGERS,
);

const worldOf = ({ service, path, read, fix }: Door) => {
  const arn = `arn:aws:${service}:eu-west-1:${ACCOUNT}:${path}orders`;
  const strangers = (OWN_KEYS[service] ?? []).reduce(
    (known, { key, anybody }) =>
      known.flatMap((one) => [one, ...anybody.map((value): Keys => ({ ...one, [key]: value }))]),
    ALL_STRANGERS,
  );
  const actions = [...read, ...fix].map((action) => `${service}:${action}`);
  return { strangers, actions, resources: [arn] };
};

const some = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);

const conditionOf = ({ service }: Door) => {
  const ours = {
    ...OURS,
    ...Object.fromEntries((OWN_KEYS[service] ?? []).map(({ key, ours: own }) => [key, own])),
  };
  const names = fc
    .record({
      key: some(...Object.keys(ours)),
      operator: some('Equals', 'NotEquals', 'Like', 'NotLike'),
      wild: some(false, false, true),
      ifExists: fc.boolean(),
    })
    .map(({ key, operator, wild, ifExists }) =>
      key.endsWith('MountTarget')
        ? { Bool: { [key]: 'true' } }
        : {
            [`String${operator}${ifExists ? 'IfExists' : ''}`]: {
              [key]: wild && operator.endsWith('Like') ? '*' : (ours[key as keyof typeof ours] ?? ''),
            },
          },
    );
  const address = some('IpAddress', 'NotIpAddress').map((operator) => ({
    [operator]: { 'aws:SourceIp': '203.0.113.0/24' },
  }));
  const one = fc.oneof(names, names, address, some({ Bool: { 'aws:SecureTransport': 'true' } }));
  return fc.oneof(
    some(undefined),
    one,
    fc.tuple(one, one).map(([first, second]) => ({ ...first, ...second })),
  );
};

const policiesOf = (door: Door) => {
  const { actions, resources } = worldOf(door);
  const list = (values: readonly string[]) => fc.uniqueArray(some(...values), { minLength: 1, maxLength: 3 });
  return fc.array(
    fc
      .record({
        Effect: some('Allow', 'Allow', 'Deny'),
        Principal: some<unknown>('*', '*', { AWS: '*' }, { AWS: ACCOUNT }, { Service: 's3.amazonaws.com' }),
        names: list([...actions, `${door.service}:*`, '*']),
        Resource: list([...resources, '*']),
        isNot: some(false, false, false, true),
        Condition: conditionOf(door),
      })
      .map(
        ({ names, isNot, Condition, ...others }): Statement => ({
          ...others,
          [isNot ? 'NotAction' : 'Action']: names,
          ...(Condition && { Condition }),
        }),
      ),
    { minLength: 1, maxLength: 4 },
  );
};

const isAllow = ({ Effect }: Statement) => Effect === 'Allow';

test.each([...DOORS, ...DATA].map((door) => [door.name, door] as const))(
  'of a policy of %s what lets some stranger in goes or is reported, and nothing that names somebody goes',
  (name, door) => {
    const world = worldOf(door);
    const [template] = templatesOf(door);
    let gone = 0;
    fc.assert(
      fc.property(policiesOf(door), (policy) => {
        const parts = statementParts({ Version: '2012-10-17', Statement: policy });
        const guarded = { id: `${name}:orders`, arn: world.resources[0] ?? '', statements: parts };
        const open = template?.offending(guarded) ?? [];
        const goes = open.filter((part) => template?.reportOnly?.(guarded, part, {}) === undefined);
        const isOpenTo = (i: number) => open.some(({ position }) => position === i);
        expect([...lettersIn(policy, world)].filter((i) => !isOpenTo(i))).toEqual([]);
        // Alone, without the denials beside it, each that goes lets some stranger in, unless it allows nothing at all.
        for (const { position } of goes) {
          const statement = policy[position] as Statement;
          const { NotAction } = statement;
          expect(isAllow(statement)).toBe(true);
          if (NotAction === undefined) expect(lettersIn([statement], world).size).toBe(1);
        }
        gone += goes.length;
      }),
      { numRuns: RUNS, seed: 20_261_127 },
    );
    expect(gone).toBeGreaterThan(RUNS / 10);
  },
);

test('every door of the catalogue is tried', () => {
  const doors = [...DOORS, ...DATA].map(({ name }) => name).sort();
  const known = RESOURCE_TYPES.filter(({ type }) => /statement$/.test(type.name)).flatMap(({ type }) =>
    type.templates.map(({ id }) => id),
  );
  expect(known).toHaveLength([...DOORS, ...DATA].flatMap((door) => templatesOf(door)).length);
  expect(new Set(doors).size).toBe(doors.length);
});
