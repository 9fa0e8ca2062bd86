import { execFile, execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildBundle, checkBundle } from '../../../cli/egress/bundle.ts';
import { powershellScript, storeLines, toolLines } from '../../../cli/egress/bundle-lines.ts';
import { readCertificates } from '../../../cli/egress/certificates.ts';
import { publicRoots } from '../../../cli/egress/public-roots.ts';
import { guardedFolder } from '../../../cli/egress/write-safely.ts';
import { makePki } from '../../support/pki.ts';

const pki = makePki();
afterAll(() => pki.end());
const root = pki.path('corp-root.pem');
const place = (name: string) => pki.path(join('made', name));

describe('egress bundle', () => {
  test('holds the public roots and what is added, each once, and is readable by all', () => {
    const { file, certificates } = buildBundle(place('one.pem'), [root, root]);
    const read = readCertificates(readFileSync(file));
    expect({ faults: read.faults, notes: read.notes }).toEqual({ faults: [], notes: [] });
    const prints = read.certificates.map(({ fingerprint256 }) => fingerprint256);
    expect(new Set(prints).size).toBe(certificates);
    expect(prints).toContain(new X509Certificate(pki.text('corp-root.pem')).fingerprint256);
    const valid = publicRoots().filter(({ validTo }) => Date.parse(validTo) > Date.now());
    expect(prints).toEqual(expect.arrayContaining(valid.map(({ fingerprint256 }) => fingerprint256)));
    expect(lstatSync(file).mode & 0o777).toBe(0o644);
  });
  test('takes DER, and leaves out what is no authority, with the reason', () => {
    const der = pki.path('corp-root.cer');
    writeFileSync(der, new X509Certificate(pki.text('corp-root.pem')).raw);
    const both = pki.path('both.pem');
    writeFileSync(both, pki.text('corp-root.pem') + pki.text('origin.pem'));
    const { skipped } = buildBundle(place('two.pem'), [der, both]);
    expect(skipped.filter(({ source }) => source === both)).toEqual([
      { source: both, subject: 'CN=origin', reason: 'it is no authority but the certificate of a host' },
    ]);
  });
  test.for<[string, () => string, RegExp]>([
    [
      'an intermediate without its root',
      () => pki.path('corp-issuing.pem'),
      /intermediate authority CN=Example Corp TLS Inspection CA.* without its root CN=Example Corp Root CA/,
    ],
    [
      'the certificate of a host',
      () => pki.path('origin.pem'),
      /adds nothing: CN=origin: it is no authority/,
    ],
    ['a key', () => pki.path('corp-root.key'), /it holds no certificate/],
    ['nothing', () => pki.path('none.pem'), /there is no such file/],
    ['a folder', () => pki.folder, /it is a folder/],
  ])('refuses %s', ([, file, says]) => {
    const target = place('refused.pem');
    expect(() => buildBundle(target, [file()])).toThrow(says);
    expect(existsSync(target)).toBe(false);
  });
});

describe('the place of a bundle', () => {
  test.for([
    'C:\\ProgramData\\netskope\\stagent\\data\\bundle.pem',
    '/Library/Application Support/Netskope/STAgent/bundle.pem',
    '/opt/netskope/bundle.pem',
  ])('is not in a folder that an agent guards: %s', (file) => {
    expect(guardedFolder(file)).toBeDefined();
    expect(() => buildBundle(file, [root])).toThrow(/protects/);
  });
  test('is not reached through a link into such a folder, nor is it a link', () => {
    mkdirSync(pki.path('netskope'), { recursive: true });
    symlinkSync(pki.path('netskope'), pki.path('innocent'));
    expect(() => buildBundle(pki.path('innocent/bundle.pem'), [root])).toThrow(/protects/);
    mkdirSync(pki.path('made'), { recursive: true });
    symlinkSync(root, place('link.pem'));
    expect(() => buildBundle(place('link.pem'), [root])).toThrow(/it is a symbolic link/);
    expect(lstatSync(place('link.pem')).isSymbolicLink()).toBe(true);
  });
  test.for([0o777, 0o1777, 0o775])('is not in a folder that others may write (%o)', (mode) => {
    const folder = pki.path(`open-${mode}`);
    mkdirSync(folder);
    chmodSync(folder, mode);
    expect(() => buildBundle(join(folder, 'bundle.pem'), [root])).toThrow(/others may write the folder/);
  });
  test('is not beneath a folder that others may write', () => {
    const folder = pki.path('loose');
    mkdirSync(join(folder, 'inside'), { recursive: true });
    chmodSync(folder, 0o777);
    expect(() => buildBundle(join(folder, 'inside', 'bundle.pem'), [root])).toThrow(/others may write/);
  });
  test('holds the old bundle until the new one is whole', async () => {
    const file = place('busy.pem');
    buildBundle(file, [root]);
    const whole = readFileSync(file, 'utf8');
    const reader = `const { readFileSync } = require('node:fs'); const all = new Set();
      for (let i = 0; i < 2000; i += 1) all.add(readFileSync(${JSON.stringify(file)}, 'utf8').length);
      console.log(JSON.stringify([...all]));`;
    const seen = new Promise<string>((done, failed) => {
      execFile(process.execPath, ['-e', reader], (error, stdout) => (error ? failed(error) : done(stdout)));
    });
    for (let i = 0; i < 3; i += 1) {
      buildBundle(file, [root]);
      await new Promise((next) => setTimeout(next, 5));
    }
    expect(JSON.parse(await seen)).toEqual([whole.length]);
  });
});

describe('egress bundle --check', () => {
  test('finds nothing wrong with what was just built', () => {
    buildBundle(place('fresh.pem'), [root]);
    expect(checkBundle(place('fresh.pem'), [root]).problems).toEqual([]);
  });
  test.for<[string, (text: string) => string | Buffer, RegExp]>([
    [
      "the system's store was another one",
      (text) => text.replace(/store [0-9a-f]{8}/, 'store 00000000'),
      /store has changed/,
    ],
    ['it is UTF-16', (text) => Buffer.from(text, 'utf16le'), /UTF-16/],
    [
      "it is the company's root alone",
      () => pki.text('corp-root.pem'),
      /public roots, so it fails with the inspection off/,
    ],
    [
      'it has an intermediate alone',
      () => pki.text('corp-issuing.pem'),
      /it holds the intermediate CN=Example Corp TLS Inspection CA.* without its root CN=Example Corp Root CA/,
    ],
    [
      'it has the certificate of a host',
      (text) => text + pki.text('origin.pem'),
      /CN=origin: it is no authority/,
    ],
  ])('says so when %s', ([, change, says]) => {
    const file = place('changed.pem');
    buildBundle(file, [root]);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const found = checkBundle(file, []).problems.join('\n');
    expect(found).toMatch(says);
  });
  test('says so when others may write it, or what was added is missing', () => {
    const file = place('loose.pem');
    buildBundle(file, []);
    chmodSync(file, 0o666);
    expect(checkBundle(file, [root]).problems).toEqual([
      expect.stringMatching(/others may write it/),
      expect.stringMatching(/it lacks 1 of .*corp-root\.pem, such as CN=Example Corp Root CA/),
    ]);
  });
});

describe('the lines to type', () => {
  const awkward = '/home/o\'neil $HOME/ca "x"/bundle.pem';
  test('mean the file in the shell of this machine, however it is named', () => {
    for (const { line } of toolLines(awkward, 'linux').filter(({ line: each }) =>
      each.startsWith('export '),
    )) {
      const name = /export (\w+)=/.exec(line)?.[1] ?? '';
      const said = execFileSync('sh', ['-c', `${line}; printf %s "$${name}"`], { encoding: 'utf8' });
      expect(said).toBe(awkward);
    }
  });
  test('name every tool', () => {
    const all = toolLines('/ca.pem', 'linux')
      .map(({ line }) => line)
      .join('\n');
    for (const word of [
      'AWS_CA_BUNDLE',
      'NODE_EXTRA_CA_CERTS',
      'GIT_SSL_CAINFO',
      'CURL_CA_BUNDLE',
      'npm config set cafile',
      'pip config set',
    ])
      expect(all).toContain(word);
    expect(all).not.toContain('GIT_SSL_CAPATH');
  });
  test('quote for PowerShell on Windows', () => {
    const [first] = toolLines("C:\\Users\\O'Neil\\bundle.pem", 'win32');
    expect(first?.line).toContain("$env:AWS_CA_BUNDLE = 'C:\\Users\\O''Neil\\bundle.pem'");
    expect(storeLines('C:\\ca.cer', 'win32')[0]?.line).toContain('Cert:\\CurrentUser\\Root');
    expect(powershellScript("C:\\O'Neil\\b.pem")).toContain("$file = 'C:\\O''Neil\\b.pem'");
  });
  test('never switch verification off', () => {
    const all = [...toolLines('/x'), ...storeLines('/x')].map(({ line }) => line).join('\n');
    expect(all).not.toMatch(/strict-ssl|REJECT_UNAUTHORIZED|sslVerify|insecure|trusted-host/i);
  });
});
