import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pki } from './pki.ts';

const SQUID = '/usr/sbin/squid';
const CERTGEN = '/usr/lib/squid/security_file_certgen';

/** Why there is no Squid that can bump TLS; undefined where there is one. */
export const squidMissing = (): string | undefined =>
  existsSync(SQUID) && existsSync(CERTGEN)
    ? undefined
    : 'MISSING: no Squid that inspects TLS, so nothing was tried behind one. Install it: apt-get install -y squid-openssl';

export interface Squid {
  readonly url: string;
  /** The lines of `access.log` so far. */
  readonly log: () => string;
  readonly cacheLog: () => string;
  readonly end: () => Promise<void>;
}

export interface SquidOptions {
  readonly pki: Pki;
  /** Names that are allowed, which Squid finds on this machine. */
  readonly allowed: readonly string[];
  /** Names that are not decrypted. */
  readonly spliced?: readonly string[];
  /** Whether Squid trusts the origin. */
  readonly distrusts?: boolean;
  /** Whether it wants a name and password: `user:pass`. */
  readonly wantsLogin?: boolean;
  /** `native`: as Squid logs by itself. */
  readonly logformat?: 'native';
}

/** What operators are asked to log: docs/egress.md. */
const LOGFORMAT =
  'drawbridge %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt bump=%ssl::bump_mode sni=%ssl::>sni err=%err_code/%err_detail';

export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

const login = (folder: string): string[] => {
  const helper = join(folder, 'login');
  writeFileSync(
    helper,
    '#!/bin/sh\nwhile read line; do [ "$line" = "user pass" ] && echo OK || echo ERR; done\n',
    { mode: 0o755 },
  );
  return [
    `auth_param basic program ${helper}`,
    'auth_param basic children 1',
    'acl known proxy_auth REQUIRED',
    'http_access deny !known',
  ];
};

const configuration = (folder: string, port: number, options: SquidOptions): string => {
  const { pki, allowed, spliced = [], distrusts = false, wantsLogin = false, logformat } = options;
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const list = (name: string, lines: readonly string[]) => file(name, `${lines.join('\n')}\n`);
  const issuing = file('issuing.pem', pki.text('corp-issuing.pem') + pki.text('corp-root.pem'));
  const key = file('issuing.key', pki.text('corp-issuing.key'));
  const trusted = file('trusted.pem', pki.text(distrusts ? 'corp-root.pem' : 'origin-root.pem'));
  return [
    `http_port 127.0.0.1:${port} ssl-bump cert=${issuing} key=${key} generate-host-certificates=on dynamic_cert_mem_cache_size=4MB`,
    `sslcrtd_program ${CERTGEN} -s ${folder}/ssl_db -M 4MB`,
    'sslcrtd_children 2 startup=1 idle=1',
    `tls_outgoing_options cafile=${trusted}`,
    'acl step1 at_step SslBump1',
    `acl nodecrypt ssl::server_name "${list('nodecrypt.txt', ['never.example', ...spliced])}"`,
    `acl allowed dstdomain "${list('allowed.txt', allowed)}"`,
    'acl CONNECT method CONNECT',
    ...(wantsLogin ? login(folder) : []),
    'http_access deny CONNECT !allowed',
    'http_access deny !allowed',
    'http_access allow localhost',
    'http_access deny all',
    'ssl_bump peek step1',
    'ssl_bump splice nodecrypt',
    'ssl_bump bump all',
    `hosts_file ${list(
      'hosts',
      allowed.map((name) => `127.0.0.1 ${name}`),
    )}`,
    'dns_nameservers 127.0.0.1',
    'dns_timeout 1 second',
    `logformat ${LOGFORMAT}`,
    `access_log stdio:${folder}/access.log${logformat === 'native' ? '' : ' logformat=drawbridge'}`,
    `cache_log ${folder}/cache.log`,
    'cache_store_log none',
    `pid_filename ${folder}/squid.pid`,
    `coredump_dir ${folder}`,
    'cache deny all',
    'pinger_enable off',
    'icp_port 0',
    'netdb_filename none',
    'shutdown_lifetime 1 second',
    'visible_hostname proxy.corp.example',
    '',
  ].join('\n');
};

const idOf = (option: '-u' | '-g'): number =>
  Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));

const isRoot = (): boolean => process.getuid?.() === 0;

/** Squid runs as an ordinary user, whoever runs the tests. */
const asNobody = (command: string, args: readonly string[]): readonly [string, readonly string[]] =>
  isRoot()
    ? ['setpriv', [`--reuid=${idOf('-u')}`, `--regid=${idOf('-g')}`, '--clear-groups', command, ...args]]
    : [command, args];

const giveAway = (folder: string): void => {
  chmodSync(folder, 0o700);
  if (!isRoot()) return;
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  for (const each of ['.', ...readdirSync(folder)]) chownSync(join(folder, each), uid, gid);
};

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((done) => child.once('exit', () => done()));

/** Starts a Squid of its own on 127.0.0.1 that inspects TLS with the company's authority. */
export const startSquid = async (options: SquidOptions): Promise<Squid> => {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-squid-'));
  const port = await freePort();
  writeFileSync(join(folder, 'squid.conf'), configuration(folder, port, options));
  giveAway(folder);
  const [certgen, certgenArgs] = asNobody(CERTGEN, ['-c', '-s', join(folder, 'ssl_db'), '-M', '4MB']);
  execFileSync(certgen, [...certgenArgs], { stdio: 'pipe', cwd: '/' });
  const [squid, squidArgs] = asNobody(SQUID, ['-N', '-f', join(folder, 'squid.conf')]);
  const child = spawn(squid, [...squidArgs], { stdio: 'ignore', cwd: '/' });
  const text = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
  const end = async () => {
    child.kill('SIGTERM');
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !text('cache.log').includes('Accepting SSL bumped'); tries += 1) {
    if (child.exitCode !== null || tries > 600) {
      const said = text('cache.log');
      await end();
      throw new Error(`Squid does not start: ${said.slice(-2000)}`);
    }
    await pause(50);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => text('access.log'),
    cacheLog: () => text('cache.log'),
    end,
  };
};
