import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { TEMPLATES } from '../../lambdas/resource-types/security-group/templates.ts';

// Each starts a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const CLI = join(import.meta.dirname, '../../bin/cli.mjs');
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (given: readonly string[], cwd = '.'): Promise<Result> =>
  new Promise((done) => {
    const options = { cwd, env: { ...process.env, NO_COLOR: '1' } };
    execFile(process.execPath, [CLI, ...given], options, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

const fileOf = (text: string): string => {
  const file = join(tmpdir(), `policy-${crypto.randomUUID()}.yaml`);
  writeFileSync(file, text);
  return file;
};

const good = fileOf('asOf: "999.0"\ntemplates: { unrestricted-ssh-access: { mode: notify } }\n');
const bad = fileOf('mode: remediat\nmodes: 1\n');
const old = fileOf('exclusions: [{ accounts: ["111122223333"], until: 2020-01-01 }]\n');
const mine = fileOf(
  'customTemplates: [{ id: mine, title: Mine, severity: LOW, ports: [{ protocol: tcp, from: 9, to: 10 }] }]\n',
);

describe('drawbridge', () => {
  test('tells its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
  test.for([['--help'], ['help']])('%s begins with an example', async (given) => {
    const { code, stdout } = await run(given);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Example: npx --no -- drawbridge /);
    expect(stdout).toContain('--json');
  });
  test.for([
    ['check', '--help'],
    ['help', 'check'],
  ])('%s %s shows what one command takes', async (given) => {
    const { code, stdout } = await run(given);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Example: npx --no -- drawbridge check policy.yaml\n/);
    expect(stdout).toContain('[file]');
  });
  test.for<[string, readonly string[], string]>([
    ['an unknown command', ['chekc'], "unknown command 'chekc'\n(Did you mean check?)\n"],
    ['an unknown option', ['check', '--jsn'], "unknown option '--jsn'\n(Did you mean --json?)\n"],
    ['a missing value', ['check', '--policy'], "option '--policy <file>' argument missing\n"],
    ['too much', ['templates', 'x'], "too many arguments for 'templates'. Expected 0 arguments but got 1.\n"],
  ])('answers %s with exit 2', async ([, given, stderr]) => {
    expect(await run(given)).toEqual({ code: 2, stdout: '', stderr });
  });
  test('without a command shows what there is, with exit 2', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Commands:');
  });
});

describe('check', () => {
  test('says what a good file means', async () => {
    const { code, stdout, stderr } = await run(['check', good]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/ is fine: \d+ templates \(\d+ remediate, \d+ notify\), 0 exclusions\n$/);
  });
  test('names every mistake of a bad one on stderr, with exit 2', async () => {
    const { code, stdout, stderr } = await run(['check', bad]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `${bad}:1:7: mode: expected remediate, notify or off, found remediat. Did you mean remediate?\n` +
        `${bad}:2:1: modes: no such key. Did you mean mode?\n` +
        `2 mistakes in ${bad}\n`,
    );
  });
  test('warns, with exit 0', async () => {
    const { code, stderr } = await run(['check', '--policy', old]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining('warning: exclusions[0].until'),
    });
  });
  test('--json says it all in one document', async () => {
    const { code, stdout, stderr } = await run(['check', bad, '--json']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      file: bad,
      ok: false,
      problems: [
        { line: 1, column: 7, severity: 'error', path: 'mode' },
        { line: 2, column: 1, path: 'modes' },
      ],
    });
  });
  test('of a file that is not there is wrong use', async () => {
    const { code, stderr } = await run(['check', 'nowhere.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('There is no file nowhere.yaml: check the path');
  });
  test('finds a file from where somebody stands', async () => {
    const { code, stderr } = await run(['check', 'package.json'], join(import.meta.dirname, '../..'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^package\.json:2:3: name: no such key\./);
    expect((await run(['check'], 'test')).code).toBe(0);
  });
});

describe('templates', () => {
  test('lists every template with the mode in force', async () => {
    const { code, stdout } = await run(['templates', '--policy', good]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^TEMPLATE +LOOKS AT +SEVERITY +MODE\n/);
    expect(stdout).toMatch(/\nunrestricted-ssh-access +tcp 22 +CRITICAL +notify\n/);
    for (const { id } of TEMPLATES) expect(stdout).toContain(`\n${id} `);
  });
  test('lists those of the policy too', async () => {
    const { stdout } = await run(['templates', '--policy', mine, '--json']);
    expect(JSON.parse(stdout)).toContainEqual({
      id: 'mine',
      title: 'Mine',
      resourceType: 'security-group',
      covers: 'tcp 9-10',
      severity: 'LOW',
      controls: [],
      mode: 'remediate',
      custom: true,
    });
  });
  test('does not go by a policy that has mistakes', async () => {
    expect(await run(['templates', '--policy', bad])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('no such key'),
    });
  });
});
