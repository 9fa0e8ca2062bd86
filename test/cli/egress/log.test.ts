import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { netskopeFlow, squidFlow } from '../../../cli/egress/log/flows.ts';
import { createOurs } from '../../../cli/egress/log/ours.ts';
import { type LogOptions, readLog } from '../../../cli/egress/log/read.ts';
import { logText } from '../../../cli/egress/log/text.ts';
import { logTime } from '../../../cli/egress/log/when.ts';
import { zipOf } from '../../../sandbox/zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'drawbridge-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const fileOf = (text: string | Buffer): string => {
  files += 1;
  const file = join(folder, `${files}.log`);
  writeFileSync(file, text);
  return file;
};
const read = (text: string | Buffer, options: LogOptions = {}) => readLog(fileOf(text), options);

const DIRECT =
  '2026/03/02 09:14:05.207711 stAgentSvc p8c t3e0f 4 bypassAppMgr.cpp:996 BypassAppMgr bypassing flow to exception host: updates.example.com, process: google chrome helper, Dest IP: 192.0.2.10, Dest Port: 443';
const TUNNELLED =
  '2026/03/02 09:14:06.870744 stAgentSvc p8c t3e0f 4 tunnel.cpp:695 nsTunnel TLS [sessId 501] Tunneling flow from addr: 198.51.100.7:51514, process: google chrome helper to host: sts.eu-west-1.amazonaws.com, addr: 192.0.2.20 to nsProxy';
const ITSELF =
  '2026/03/02 09:14:04.000001 stAgentSvc p8c t3e0f 4 tunnel.cpp:694 nsTunnel TLS Connecting to gateway-fra1.goskope.com:443';

describe("the Netskope client's log", () => {
  test('tells the two published shapes apart, and the tunnel itself from both', () => {
    expect(netskopeFlow(DIRECT)).toMatchObject({
      host: 'updates.example.com',
      way: 'direct',
      process: 'google chrome helper',
    });
    expect(netskopeFlow(TUNNELLED)).toMatchObject({
      host: 'sts.eu-west-1.amazonaws.com',
      way: 'tunnelled',
      process: 'google chrome helper',
    });
    expect(netskopeFlow(ITSELF)).toBeUndefined();
  });
  test.for([
    ['another line number', TUNNELLED.replace(':695', ':1204')],
    ['three digits of the second', TUNNELLED.replace('.870744', '.870')],
    ['a process with commas and spaces', TUNNELLED.replace('google chrome helper', 'my app, helper (x64)')],
    ['an IPv6 address', TUNNELLED.replace('198.51.100.7:51514', '[2001:db8::1]:51514')],
  ] as const)('is read with %s', ([, line]) => {
    expect(netskopeFlow(line)?.host).toBe('sts.eu-west-1.amazonaws.com');
  });
  test('a line that is cut off names no host, wherever it ends', () => {
    fc.assert(
      fc.property(fc.nat(TUNNELLED.length - 1), (end) => {
        expect([undefined, 'sts.eu-west-1.amazonaws.com']).toContain(
          netskopeFlow(TUNNELLED.slice(0, end))?.host,
        );
      }),
    );
  });
  test('puts what went through the tunnel first, and says what to do for exactly that name', async () => {
    const { hosts } = await read([ITSELF, DIRECT, TUNNELLED, TUNNELLED, TUNNELLED.slice(0, 150)].join('\n'));
    expect(
      hosts.map(({ host, tunnelled, direct, failed, processes, ours }) => ({
        host,
        tunnelled,
        direct,
        failed,
        processes,
        ours,
      })),
    ).toEqual([
      {
        host: 'sts.eu-west-1.amazonaws.com',
        tunnelled: 2,
        direct: 0,
        failed: 0,
        processes: ['google chrome helper'],
        ours: true,
      },
      {
        host: 'updates.example.com',
        tunnelled: 0,
        direct: 1,
        failed: 0,
        processes: ['google chrome helper'],
        ours: false,
      },
    ]);
    expect(hosts[0]?.remedy).toMatch(/^trust the CA for google chrome helper/);
    expect(hosts[0]?.further.map((step) => step.split(/[ :]/, 3).join(' '))).toEqual([
      'do not decrypt',
      'pinned application ',
      'full bypass ',
      'See that it',
    ]);
    expect(hosts[1]?.remedy).toMatch(/^none/);
    expect(JSON.stringify(hosts)).not.toContain('*');
    expect(logText(hosts)).toContain('egress check sts.eu-west-1.amazonaws.com');
  });
  test('can be narrowed to a time and a process', async () => {
    const at = (option: '--since' | '--until', text: string) => logTime(option, text);
    const text = [DIRECT, TUNNELLED].join('\r\n');
    const hosts = async (options: LogOptions) => (await read(text, options)).hosts.map(({ host }) => host);
    expect(await hosts({ since: at('--since', '2026/03/02 09:14:06') })).toEqual([
      'sts.eu-west-1.amazonaws.com',
    ]);
    expect(await hosts({ until: at('--until', '2026/03/02 09:14:05') })).toEqual(['updates.example.com']);
    expect(
      await hosts({ since: at('--since', '2026-03-02'), until: at('--until', '2026-03-02') }),
    ).toHaveLength(2);
    expect(await hosts({ process: 'Chrome' })).toHaveLength(2);
    expect(await hosts({ process: 'firefox' })).toEqual([]);
  });
  test('is found in the zip that the client saves, rotated ones as well', async () => {
    const zip = zipOf({
      'logs/nsdebuglog.log': TUNNELLED,
      'logs/nsdebuglog.1.log': DIRECT,
      'logs/other.txt': 'x',
    });
    expect((await read(zip)).hosts.map(({ host }) => host)).toEqual([
      'sts.eu-west-1.amazonaws.com',
      'updates.example.com',
    ]);
    expect((await read(gzipSync(TUNNELLED))).hosts).toHaveLength(1);
    await expect(read(zipOf({ 'other.txt': 'x' }))).rejects.toThrow(/holds no nsdebuglog/);
  });
  test('of 50 MB is read as it comes', async () => {
    const file = join(folder, 'large.log');
    const stream = createWriteStream(file);
    const noise =
      '2026/03/02 09:14:04.000001 stAgentSvc p8c t3e0f 4 config.cpp:12 nsConfig nothing to see here, host: none\n';
    const block = `${noise.repeat(20)}${DIRECT}\n${TUNNELLED}\n`;
    const blocks = Math.ceil(50_000_000 / block.length);
    for (let i = 0; i < blocks; i += 1) if (!stream.write(block)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'close');
    const before = process.memoryUsage().rss;
    const { hosts } = await readLog(file, {});
    expect(hosts.map(({ tunnelled, direct }) => tunnelled + direct)).toEqual([blocks, blocks]);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});

const squidLine = (text: string): string => `1795761196.213     16 127.0.0.1 ${text}`;
const FAILED = squidLine(
  'NONE_NONE/200 0 CONNECT sts.eu-west-1.amazonaws.com:443 - HIER_DIRECT/192.0.2.1 - bump=bump sni=sts.eu-west-1.amazonaws.com err=ERR_SECURE_ACCEPT_FAIL/SQUID_TLS_ERR_ACCEPT+TLS_LIB_ERR=A000418+TLS_IO_ERR=1',
);

describe("Squid's log", () => {
  test.for<[string, string, object]>([
    ['who sends an alert', FAILED, { failed: 1, tunnelled: 1, ours: true }],
    [
      'who is denied',
      squidLine('TCP_DENIED/403 3900 CONNECT example.com:443 - HIER_NONE/- text/html'),
      { failed: 1 },
    ],
    [
      'who is not decrypted',
      squidLine(
        'TCP_TUNNEL/200 4000 CONNECT example.com:443 - HIER_DIRECT/192.0.2.1 - bump=splice sni=example.com err=-/-',
      ),
      { direct: 1, failed: 0 },
    ],
    [
      'who asks nothing, in the native format',
      squidLine('TAG_NONE/200 0 CONNECT example.com:443 - HIER_DIRECT/192.0.2.1 -'),
      { failed: 1, tunnelled: 1 },
    ],
    [
      'who asks by an address',
      squidLine('NONE_NONE/200 0 CONNECT 192.0.2.9:443 - HIER_NONE/- - bump=bump sni=example.com err=-/-'),
      { host: 'example.com', failed: 0 },
    ],
    [
      'whose origin is not trusted',
      squidLine(
        'NONE_NONE/503 0 GET https://example.com/ - HIER_NONE/- - bump=- sni=example.com err=ERR_SECURE_CONNECT_FAIL/X509_V_ERR_X',
      ),
      { failed: 1 },
    ],
  ])('names %s', async ([, line, expected]) => {
    expect((await read(line)).hosts).toMatchObject([expected]);
  });
  test('in its own format a request inside tells that the tunnel was believed', async () => {
    const connect = (second: number, host = 'example.com') =>
      `179576119${second}.000 1 127.0.0.1 NONE_NONE/200 0 CONNECT ${host}:443 - HIER_NONE/- -`;
    const inner = (second: number) =>
      `179576119${second}.500 1 127.0.0.1 TCP_MISS/200 9 GET https://example.com/x - HIER_DIRECT/192.0.2.1 text/html`;
    const { hosts, notes } = await read(
      [connect(1), inner(1), inner(2), connect(3), connect(4, 'other.example')].join('\n'),
    );
    expect(hosts.map(({ host, failed, tunnelled }) => [host, failed, tunnelled])).toEqual([
      ['example.com', 1, 2],
      ['other.example', 1, 1],
    ]);
    expect(notes.join()).toContain('%err_code/%err_detail');
  });
  test('skips noise', () => {
    expect(
      squidFlow(squidLine('NONE_NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- -')),
    ).toBeUndefined();
    expect(
      squidFlow(squidLine('TCP_MISS/200 100 GET http://example.com/ - HIER_DIRECT/192.0.2.1 text/html')),
    ).toBeUndefined();
  });
  test('says that it knows no processes', async () => {
    expect((await read(FAILED, { process: 'node' })).notes.join()).toContain('no processes');
  });
});

test.for([
  ['sts.eu-west-1.amazonaws.com', true],
  ['ec2.cn-north-1.amazonaws.com.cn', true],
  ['111122223333.s3-control.us-east-1.amazonaws.com', true],
  ['cdk-hnb659fds-assets-111122223333-eu-west-1.s3.eu-west-1.amazonaws.com', true],
  ['cdn.amazonlinux.com', true],
  ['lightsail.eu-west-1.amazonaws.com', false],
  ['sts.eu-west-1.amazonaws.com.example.com', false],
  ['example.com', false],
] as const)('%s is ours: %s', async ([host, ours]) => {
  expect(await createOurs()(host)).toBe(ours);
});

test.for([
  ['nothing of a log', 'hello\n'],
  ['nothing', ''],
] as const)('%s is refused', async ([, text]) => {
  await expect(read(text)).rejects.toThrow(/is no nsdebuglog.log .* and no access.log/);
});
