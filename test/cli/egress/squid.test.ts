import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePki } from '../../support/pki.ts';
import { type Squid, type SquidOptions, squidMissing, startSquid } from '../../support/squid.ts';
import { startTlsAws, type TlsAws } from '../../support/tls-aws.ts';

const CLI = join(import.meta.dirname, '../../../bin/cli.mjs');
const missing = squidMissing();
if (missing) process.stderr.write(`${missing}\n`);

const [BUMPED, SPLICED, DENIED] = [
  'sts.eu-west-1.amazonaws.com',
  'sqs.eu-west-1.amazonaws.com',
  'sns.eu-west-1.amazonaws.com',
] as const;
const pki = makePki([BUMPED, SPLICED, DENIED, 'localhost', '127.0.0.1']);
const home = mkdtempSync(join(tmpdir(), 'drawbridge-home-'));
afterAll(() => {
  pki.end();
  rmSync(home, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the machine's own settings: they would decide instead of the test's. */
const run = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> =>
  new Promise((done) => {
    const clean = {
      PATH: process.env['PATH'],
      HOME: home,
      NO_COLOR: '1',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    execFile(process.execPath, [CLI, ...args], { env: { ...clean, ...env } }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

interface Report {
  readonly host: string;
  readonly verdict: string;
  readonly issuer?: string;
  readonly bundle?: string;
  readonly proxy?: string;
  readonly next: string;
  readonly clients?: readonly { readonly client: string; readonly believes: boolean }[];
}

const checked = async (hosts: readonly string[], env: NodeJS.ProcessEnv, ...more: readonly string[]) => {
  const { code, stdout, stderr } = await run(['egress', 'check', ...hosts, '--json', ...more], env);
  if (stdout === '') throw new Error(stderr);
  return { code, reports: JSON.parse(stdout) as readonly Report[] };
};

describe.skipIf(missing)('behind a real Squid that inspects TLS', () => {
  let squid: Squid;
  let aws: TlsAws;
  let bundle = '';
  const started: Squid[] = [];
  const start = async (options: Partial<SquidOptions>) => {
    const one = await startSquid({ pki, allowed: [BUMPED, SPLICED], ...options });
    started.push(one);
    return one;
  };
  const at = (host: string) => `${host}:${aws.port}`;
  const through = (extra: NodeJS.ProcessEnv = {}) => ({ HTTPS_PROXY: squid.url, ...extra });

  beforeAll(async () => {
    aws = await startTlsAws(pki);
    squid = await start({ spliced: [SPLICED] });
    bundle = pki.path('bundle.pem');
    const both = pki.path('both.pem');
    writeFileSync(both, pki.text('corp-root.pem') + pki.text('origin-root.pem'));
    const built = await run(['egress', 'bundle', '--output', bundle, '--add', both], {});
    expect(built).toMatchObject({ code: 0, stderr: '' });
  });
  afterAll(async () => {
    aws.end();
    await Promise.all(started.map((one) => one.end()));
  });

  test('a host is re-signed and not trusted without the company’s root', async () => {
    const { code, reports } = await checked([at(BUMPED)], through());
    expect(code).toBe(1);
    expect(reports).toMatchObject([
      {
        host: at(BUMPED),
        verdict: 're-signed-untrusted',
        proxy: squid.url,
        issuer: expect.stringContaining('CN=Example Corp TLS Inspection CA'),
      },
    ]);
    expect(reports[0]?.next).toContain('CN=Example Corp Root CA');
  });
  test('the same host is re-signed and trusted with the bundle that was built', async () => {
    const { code, reports } = await checked([at(BUMPED)], through(), '--ca-bundle', bundle);
    expect({ code, verdict: reports[0]?.verdict, bundle: reports[0]?.bundle }).toEqual({
      code: 0,
      verdict: 're-signed-trusted',
      bundle,
    });
  });
  test('a host that is not decrypted is spliced with the same bundle; the AWS CLI fails there with the company’s root alone', async () => {
    const all = await checked([at(SPLICED)], through({ AWS_CA_BUNDLE: bundle }));
    expect(all.reports).toMatchObject([{ verdict: 'spliced', issuer: 'CN=Elsewhere Root CA, O=Elsewhere' }]);
    const alone = await checked([at(SPLICED)], through({ AWS_CA_BUNDLE: pki.path('corp-root.pem') }));
    expect(alone.reports[0]?.clients?.find(({ client }) => client === 'aws')?.believes).toBe(false);
    expect(squid.log()).toMatch(new RegExp(`CONNECT ${SPLICED}:.*bump=splice`));
    expect(squid.log()).not.toContain(`https://${SPLICED}`);
  });
  test.for(['', 'with the bundle'])(
    'a host that the proxy denies is blocked by policy, never only untrusted %s',
    async (how) => {
      const { code, reports } = await checked([at(DENIED)], through(how ? { AWS_CA_BUNDLE: bundle } : {}));
      expect({ code, verdict: reports[0]?.verdict }).toEqual({ code: 1, verdict: 'blocked-by-policy' });
      expect(reports[0]?.next).toContain(DENIED);
    },
  );
  test('an origin that the proxy does not trust is told apart', async () => {
    const { url } = await start({ distrusts: true });
    const { reports } = await checked([at(BUMPED)], { HTTPS_PROXY: url, AWS_CA_BUNDLE: bundle });
    expect(reports[0]?.verdict).toBe('proxy-distrusts-origin');
  });
  test('a proxy that wants a login says so, and is content with the right one', async () => {
    const { url } = await start({ wantsLogin: true });
    expect((await checked([at(BUMPED)], { HTTPS_PROXY: url })).reports[0]?.verdict).toBe('proxy-wants-login');
    const signedIn = url.replace('//', '//user:pass@');
    const { reports } = await checked([at(BUMPED)], { HTTPS_PROXY: signedIn, AWS_CA_BUNDLE: bundle });
    expect(reports[0]).toMatchObject({ verdict: 're-signed-trusted', proxy: url });
  });
  test('a proxy’s URL with the wrong scheme is named', async () => {
    const { reports } = await checked([at(BUMPED)], { HTTPS_PROXY: squid.url.replace('http:', 'https:') });
    expect(reports[0]).toMatchObject({ verdict: 'proxy-down', next: expect.stringContaining(squid.url) });
  });
  test('a host in NO_PROXY is reached directly: the proxy has not one line more', async () => {
    const before = squid.log();
    const { code, reports } = await checked(
      [`localhost:${aws.port}`],
      through({ NO_PROXY: 'localhost', AWS_CA_BUNDLE: bundle }),
    );
    expect({ code, report: reports[0] }).toMatchObject({ code: 0, report: { verdict: 'direct' } });
    expect(reports[0]).not.toHaveProperty('proxy');
    expect(squid.log()).toBe(before);
  });
  test('several hosts each have their own verdict', async () => {
    const { code, reports } = await checked(
      [at(BUMPED), at(SPLICED), at(DENIED)],
      through({ AWS_CA_BUNDLE: bundle }),
    );
    expect({ code, verdicts: reports.map(({ verdict }) => verdict) }).toEqual({
      code: 1,
      verdicts: ['re-signed-trusted', 'spliced', 'blocked-by-policy'],
    });
  });

  describe('a command', () => {
    const endpoint = () => ({ AWS_ENDPOINT_URL_STS: `https://${at(BUMPED)}` });
    const asked = (env: NodeJS.ProcessEnv, ...more: string[]) =>
      run(['egress', 'endpoints', '--json', ...more], { ...endpoint(), ...env });
    const knowsAccount = ({ stdout }: Run) => stdout.includes('123456789012.s3-control');

    test.for<[string, () => [NodeJS.ProcessEnv, ...string[]]]>([
      ['--ca-bundle', () => [{}, '--ca-bundle', bundle]],
      ['AWS_CA_BUNDLE', () => [{ AWS_CA_BUNDLE: bundle }]],
      ['the profile', () => [{ AWS_CONFIG_FILE: profile(bundle) }]],
      ['NODE_EXTRA_CA_CERTS', () => [{ NODE_EXTRA_CA_CERTS: bundle }]],
      ['SSL_CERT_FILE', () => [{ SSL_CERT_FILE: bundle }]],
    ])('reaches AWS with the bundle by %s', async ([, given]) => {
      const [env, ...more] = given();
      expect(knowsAccount(await asked(through(env), ...more))).toBe(true);
    });

    const profile = (file: string): string => {
      const config = pki.path(`config-${Math.random()}`);
      writeFileSync(config, `[default]\nca_bundle = ${file}\n`);
      return config;
    };
    const wrong = () => pki.path('origin.pem');
    test.for<[string, () => [NodeJS.ProcessEnv, ...string[]]]>([
      ['--ca-bundle above AWS_CA_BUNDLE', () => [{ AWS_CA_BUNDLE: bundle }, '--ca-bundle', wrong()]],
      [
        'AWS_CA_BUNDLE above the profile',
        () => [{ AWS_CA_BUNDLE: wrong(), AWS_CONFIG_FILE: profile(bundle) }],
      ],
      [
        'the profile above NODE_EXTRA_CA_CERTS',
        () => [{ AWS_CONFIG_FILE: profile(wrong()), NODE_EXTRA_CA_CERTS: bundle }],
      ],
      [
        'NODE_EXTRA_CA_CERTS above SSL_CERT_FILE',
        () => [{ NODE_EXTRA_CA_CERTS: wrong(), SSL_CERT_FILE: bundle }],
      ],
    ])('goes by %s', async ([, given]) => {
      const [env, ...more] = given();
      expect(knowsAccount(await asked(through(env), ...more))).toBe(false);
    });
    test('names the verdict instead of the words of the SDK', async () => {
      const { code, stderr } = await run(['doctor'], through(endpoint()));
      expect(code).toBe(3);
      expect(stderr).toContain(
        `${at(BUMPED)}: re-signed-untrusted: re-signed by CN=Example Corp TLS Inspection CA`,
      );
      expect(stderr).not.toMatch(/SELF_SIGNED_CERT_IN_CHAIN: |This is a mistake in Drawbridge/);
    });
    test('names a block behind which the SDK sees broken XML or nothing at all', async () => {
      const { code, stderr } = await run(
        ['doctor'],
        through({ AWS_ENDPOINT_URL_STS: `https://${at(DENIED)}`, AWS_CA_BUNDLE: bundle }),
      );
      expect(code).toBe(3);
      expect(stderr).toContain(`${at(DENIED)}: blocked-by-policy`);
    });
    test('takes --proxy above HTTPS_PROXY', async () => {
      const dead = { HTTPS_PROXY: 'http://127.0.0.1:9', AWS_CA_BUNDLE: bundle };
      expect(knowsAccount(await asked(dead, '--proxy', squid.url))).toBe(true);
      expect(knowsAccount(await asked(dead))).toBe(false);
    });
  });

  test.for<[string, (good: string) => string | Buffer]>([
    ['UTF-16', (good) => Buffer.from(`\ufeff${good}`, 'utf16le')],
    ['empty', () => ''],
    ['on one line', (good) => good.replaceAll('\n', '')],
    ['truncated', (good) => good.slice(0, 400)],
    ['a good certificate, then a torn one', (good) => good + good.slice(0, 400)],
    ['joined', (good) => good.trim() + good],
  ])('a bundle that is %s is unusable, and is said to be', async ([, change]) => {
    const file = pki.path('bad.pem');
    writeFileSync(file, change(pki.text('corp-root.pem')));
    const { code, reports } = await checked([at(BUMPED)], through({ AWS_CA_BUNDLE: file }));
    expect({ code, verdict: reports[0]?.verdict, bundle: reports[0]?.bundle }).toEqual({
      code: 1,
      verdict: 'bundle-unusable',
      bundle: file,
    });
  });
  test('an intermediate authority alone is not trusted, and the root is asked for', async () => {
    const { reports } = await checked([at(BUMPED)], through({ AWS_CA_BUNDLE: pki.path('corp-issuing.pem') }));
    expect(reports[0]).toMatchObject({
      verdict: 're-signed-untrusted',
      next: expect.stringContaining('CN=Example Corp Root CA'),
    });
  });

  test.for([undefined, 'native'] as const)(
    'its log names exactly the hosts that failed (%s)',
    async (logformat) => {
      const { url, log } = await start({ spliced: [SPLICED], ...(logformat && { logformat }) });
      const sts = (host: string) => ({ HTTPS_PROXY: url, AWS_ENDPOINT_URL_STS: `https://${at(host)}` });
      await run(['egress', 'endpoints'], { ...sts(SPLICED), AWS_CA_BUNDLE: bundle });
      await run(['egress', 'endpoints'], sts(BUMPED));
      await run(['egress', 'endpoints'], { ...sts(DENIED), AWS_CA_BUNDLE: bundle });
      const file = pki.path(`access-${logformat}.log`);
      writeFileSync(file, log());
      const { code, stdout } = await run(['egress', 'log', file, '--json'], {});
      expect(code).toBe(0);
      const hosts = JSON.parse(stdout) as { host: string; failed: number; ours: boolean; remedy: string }[];
      expect(hosts.map(({ host, failed, ours }) => ({ host, failed, ours }))).toEqual(
        [
          { host: DENIED, failed: 1, ours: true },
          { host: BUMPED, failed: 1, ours: true },
          { host: SPLICED, failed: 0, ours: true },
        ].toSorted((one, other) => other.failed - one.failed || one.host.localeCompare(other.host)),
      );
      expect(hosts.find(({ host }) => host === DENIED)?.remedy).toMatch(/^allow /);
      expect(hosts.find(({ host }) => host === BUMPED)?.remedy).toMatch(/^trust the CA/);
      expect(hosts.find(({ host }) => host === SPLICED)?.remedy).toMatch(/^none/);
    },
  );
});
