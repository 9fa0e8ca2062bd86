import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finder, openOwnRules } from '../../../lambdas/workloads/look-into-files.ts';
import { isNobodys } from '../../../lambdas/workloads/secrets/places.ts';
import { SECRET_RULES } from '../../../lambdas/workloads/secrets/rules.ts';
import type { Yara } from '../../../lambdas/workloads/yara/yara.ts';
import { literalsOf } from './literals.ts';
import { PLANTED, SAMPLES } from './samples.ts';

const KEY = Buffer.alloc(32, 7);
const SOMEWHERE = '/opt/app/settings.conf';

let yara: Yara;
beforeAll(async () => {
  yara = await openOwnRules({ secretKey: KEY });
});
afterAll(() => yara.close());

const secretsOf = async (files: readonly { readonly path?: string; readonly text: string }[], key = KEY) => {
  const problems: string[] = [];
  const ours = finder(
    yara,
    key,
    () => true,
    (path, error) => problems.push(`${path}: ${error.message}`),
  );
  const paths = files.map(({ path = SOMEWHERE }) => path);
  for (const [i, { text }] of files.entries())
    await ours.add({ path: paths[i] ?? '', data: Buffer.from(text) });
  await ours.flush();
  return { found: [...new Set(paths)].flatMap((path) => ours.noteOf(path).secrets), problems };
};

describe.each(SECRET_RULES)('the rule $id', ({ id, patterns }) => {
  const { found = [], left = [] } = SAMPLES[id] ?? {};

  test('has three letters in a row at least that are no choice: without, every byte is tried', () => {
    for (const pattern of patterns)
      for (const literal of literalsOf(pattern))
        expect({ pattern, length: literal.length >= 3 }).toEqual({ pattern, length: true });
  });

  test('finds its samples, and tells nothing of what they are', async () => {
    expect(found.length).toBeGreaterThan(0);
    for (const sample of found) {
      const { found: secrets } = await secretsOf([sample]);
      expect(secrets.map(({ rule }) => rule)).toEqual([id]);
      expect(secrets[0]?.hash).toMatch(/^[0-9a-f]{12}$/);
      expect(JSON.stringify(secrets)).not.toContain(sample.secret);
    }
  });

  test('leaves what only looks like it', async () => {
    expect(left.length).toBeGreaterThan(0);
    const { found: secrets } = await secretsOf(left.map((each, i) => ({ path: `/opt/${i}.conf`, ...each })));
    expect(secrets.filter(({ rule }) => rule === id)).toEqual([]);
  });
});

test('all samples in one pile are found, each in its own file', async () => {
  const files = PLANTED.map((sample, i) => ({ ...sample, path: `/opt/${i}${sample.path ?? '/a.conf'}` }));
  const { found, problems } = await secretsOf(files);
  expect(found.map(({ rule, path }) => [rule, path]).toSorted()).toEqual(
    files.map(({ rule, path }) => [rule, path]).toSorted(),
  );
  expect(problems).toEqual([]);
});

test('a secret is known by its hash wherever it lies, and under another key by another', async () => {
  const [{ found: one }, { found: moved }, { found: other }] = [
    await secretsOf([{ path: '/opt/.env', text: 'DB_PASSWORD=Kiel7-Sprotte\n' }]),
    await secretsOf([{ path: '/etc/app.ini', text: '\n\n[db]\npassword = "Kiel7-Sprotte"\n' }]),
    await secretsOf([{ path: '/opt/.env', text: 'DB_PASSWORD=Kiel7-Sprotte\n' }], Buffer.alloc(32, 8)),
  ];
  expect([one[0]?.line, moved[0]?.line]).toEqual([1, 4]);
  expect(moved[0]?.hash).toBe(one[0]?.hash);
  expect(other[0]?.hash).not.toBe(one[0]?.hash);
});

test('the same secret twice in a file is told once', async () => {
  const line = 'DB_PASSWORD=Kiel7-Sprotte\n';
  expect((await secretsOf([{ path: '/opt/.env', text: line + line }])).found).toHaveLength(1);
});

test('a file of nothing but hits does not hide what lies beside it', async () => {
  const token = PLANTED.find(({ rule }) => rule === 'github-pat')?.secret ?? '';
  const flood = Array.from({ length: 30_000 }, (_, i) => `ghp_${String(i).padStart(36, 'aBcDe')}\n`).join('');
  const { found } = await secretsOf([
    { path: '/opt/flood.txt', text: flood },
    { path: '/opt/.env', text: `A=${token}\n` },
  ]);
  expect(found.filter(({ path }) => path === '/opt/.env')).toHaveLength(1);
  expect(found.length).toBeLessThanOrEqual(51);
});

test.for([
  ['one long word', 'A'.repeat(1_000_000)],
  ['beginnings of addresses', 'https://aaaaaaaaaaaaaaaa:'.repeat(40_000)],
  ['names without values', 'export PASSWORD_'.repeat(60_000)],
  ['a key without end', `-----BEGIN PRIVATE KEY-----\n${'A\n'.repeat(400_000)}`],
  ['beginnings of keys', '-----BEGIN RSA PRIVATE KEY-----\n'.repeat(30_000)],
  ['ids in a row', 'AKIAABCDEFGHIJKLMNOP '.repeat(45_000)],
  ['assignments in one line', 'password="'.repeat(100_000)],
] as const)('a file that was made to take long ends: %s', async ([, text]) => {
  const start = performance.now();
  await secretsOf([{ path: '/opt/evil.conf', text }]);
  expect(performance.now() - start).toBeLessThan(60_000);
});

test.for([
  ['/etc/ssh/ssh_host_ed25519_key', true],
  ['/var/lib/amazon/ssm/Vault/Store/EC2RegistrationKey', true],
  ['/opt/shop/node_modules/some/test/key.pem', true],
  ['/usr/local/lib/python3.12/site-packages/a/test.pem', true],
  ['/etc/ssh/deploy_key', false],
  ['/home/ec2-user/.ssh/id_ed25519', false],
] as const)('what a machine makes for itself is nobody’s: %s, %s', ([path, own]) => {
  expect(isNobodys(path)).toBe(own);
});
