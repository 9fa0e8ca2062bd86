import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readCertificates, withoutRoot } from '../../../cli/egress/certificates.ts';
import { makePki } from '../../support/pki.ts';

const pki = makePki();
afterAll(() => pki.end());

const good = pki.text('corp-root.pem');
const other = pki.text('origin-root.pem');
const body = good.replaceAll(/-----.*-----|\n/g, '');
const der = new X509Certificate(good).raw;

const GOOD: readonly (readonly [string, Buffer])[] = [
  ['LF', Buffer.from(good)],
  ['CRLF', Buffer.from(good.replaceAll('\n', '\r\n'))],
  ['text around', Buffer.from(`subject=Example\n${good}\nissuer=Example\n`)],
  ['two', Buffer.from(good + other)],
  ['Base64 in one line', Buffer.from(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`)],
];

const BROKEN: readonly (readonly [string, Buffer, RegExp])[] = [
  ['UTF-16 of Out-File', Buffer.from(`\ufeff${good}`, 'utf16le'), /UTF-16/],
  ['UTF-16 without a mark', Buffer.from(good, 'utf16le'), /UTF-16/],
  ['UTF-16, big end first', Buffer.from(`\ufeff${good}`, 'utf16le').swap16(), /UTF-16/],
  ['DER', Buffer.from(der), /DER/],
  ['DER, torn', Buffer.from(der).subarray(0, 100), /binary and no certificate/],
  ['nothing', Buffer.alloc(0), /it is empty/],
  ['one line', Buffer.from(good.replaceAll('\n', '')), /one line/],
  ['one line with \\n as text', Buffer.from(good.replaceAll('\n', '\\n')), /one line/],
  ['truncated', Buffer.from(good.slice(0, good.length / 2)), /truncated/],
  ['a good one, then a torn one', Buffer.from(good + other.slice(0, 300)), /truncated/],
  ['a torn one, then a good one', Buffer.from(`${other.slice(0, 300)}\n${good}`), /truncated/],
  [
    'a good one, then a broken one',
    Buffer.from(good + other.replace(/\nM.{20}/, '\nMAAAAAAAAAAAAAAAAAAAA')),
    /certificate 2 of 2 is broken/,
  ],
  ['joined without a line break', Buffer.from(good.trim() + other), /joined/],
  ['a log-in page', Buffer.from('<!DOCTYPE html><html>Sign in</html>'), /web page/],
  ['a key only', Buffer.from(pki.text('corp-root.key')), /no certificate, but PRIVATE KEY/],
];

describe('a file of certificates', () => {
  test.for(GOOD)('is fine with %s', ([, data]) => {
    const { certificates, faults, notes } = readCertificates(data);
    expect({ faults, notes }).toEqual({ faults: [], notes: [] });
    expect(certificates.length).toBeGreaterThan(0);
    expect(certificates[0]?.subject).toContain('Example Corp Root CA');
  });
  test.for(BROKEN)('is named when it is %s', ([, data, says]) => {
    expect(
      readCertificates(data)
        .faults.map((each) => each.says)
        .join('; '),
    ).toMatch(says);
  });
  test.for([
    ['a private key inside', Buffer.from(good + pki.text('corp-root.key')), /private key is inside/],
    ['a byte order mark', Buffer.from(`\ufeff${good}`), /byte order mark/],
  ] as const)('works and is remarked on with %s', ([, data, note]) => {
    const { certificates, faults, notes } = readCertificates(data);
    expect({ faults, count: certificates.length }).toEqual({ faults: [], count: 1 });
    expect(notes.join()).toMatch(note);
  });
  test.for(['UTF-16 of Out-File', 'DER', 'one line', 'one line with \\n as text'])(
    'can be added from %s',
    (name) => {
      const [, data = Buffer.alloc(0)] = BROKEN.find(([each]) => each === name) ?? [];
      const { certificates, faults } = readCertificates(data);
      expect(faults.every(({ readable }) => readable)).toBe(true);
      expect(certificates[0]?.fingerprint256).toBe(new X509Certificate(good).fingerprint256);
    },
  );
  test('never breaks the reader, whatever is in it', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)),
      fc
        .tuple(fc.nat(good.length), fc.string())
        .map(([at, text]) => Buffer.from(good.slice(0, at) + text + good.slice(at))),
    );
    fc.assert(
      fc.property(bytes, (data) => {
        const { certificates, faults } = readCertificates(data);
        expect(certificates.length > 0 || faults.length > 0).toBe(true);
      }),
    );
  });
});

const extra = (data: Buffer): number => {
  const file = pki.path('extra.pem');
  writeFileSync(file, data);
  const program = `const { connect, createServer } = require('node:tls');
    const [cert, key] = ['origin.pem', 'origin.key'].map((f) => require('node:fs').readFileSync(f));
    const server = createServer({ cert, key }).listen(0, '127.0.0.1', () => {
      const socket = connect({ port: server.address().port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false }, () => {
        console.log(socket.authorized ? 1 : 0); process.exit();
      });
    });`;
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file };
  return Number(
    execFileSync(process.execPath, ['-e', program], { env, cwd: pki.folder, stdio: 'pipe' }).toString(),
  );
};

describe('Node itself, as NODE_EXTRA_CA_CERTS,', () => {
  const trusted = (data: Buffer) => Buffer.from(data.toString('latin1'), 'latin1');
  test.for([
    ['LF', Buffer.from(other)],
    ['CRLF', Buffer.from(other.replaceAll('\n', '\r\n'))],
    ['a byte order mark', Buffer.from(`\ufeff${other}`)],
  ] as const)('reads what is called fine: %s', ([, data]) => {
    expect(readCertificates(data).faults).toEqual([]);
    expect(extra(trusted(data))).toBe(1);
  });
  test.for([
    ['UTF-16', Buffer.from(`\ufeff${other}`, 'utf16le')],
    ['DER', Buffer.from(new X509Certificate(other).raw)],
    ['one line', Buffer.from(other.replaceAll('\n', ''))],
    ['truncated', Buffer.from(other.slice(0, 300))],
    ['joined without a line break', Buffer.from(good.trim() + other)],
  ] as const)('ignores what is called unusable: %s', ([, data]) => {
    expect(readCertificates(data).faults).not.toEqual([]);
    expect(extra(data)).toBe(0);
  });
});

test('an intermediate authority without its root is told apart from one with it', () => {
  const [root, issuing] = ['corp-root.pem', 'corp-issuing.pem'].map(
    (name) => new X509Certificate(pki.text(name)),
  );
  if (!root || !issuing) throw new Error('openssl made none');
  expect(withoutRoot([issuing], [])).toEqual([issuing]);
  expect(withoutRoot([issuing, root], [])).toEqual([]);
  expect(withoutRoot([issuing], [root])).toEqual([]);
});
