import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A company's inspection, and the origins that it stands in front of: PEM files in one folder. */
export interface Pki {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly text: (name: string) => string;
  readonly end: () => void;
}

const AUTHORITY = 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\n';

/**
 * Makes, with openssl: `corp-root.pem`, `corp-issuing.pem` beneath it, `origin-root.pem` of somebody else and
 * `origin.pem` beneath that for the given names, each with its `.key`.
 */
export const makePki = (names: readonly string[] = ['localhost']): Pki => {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-pki-'));
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    `${name}.key`,
  ];
  const root = (name: string, subject: string) => {
    const extensions = AUTHORITY.trim()
      .split('\n')
      .flatMap((line) => ['-addext', line]);
    openssl(
      'req',
      '-x509',
      ...key(name),
      '-out',
      `${name}.pem`,
      '-days',
      '3650',
      '-subj',
      subject,
      ...extensions,
    );
  };
  const signed = (name: string, subject: string, by: string, extensions: string) => {
    writeFileSync(path(`${name}.ext`), extensions);
    openssl('req', ...key(name), '-out', `${name}.csr`, '-subj', subject);
    openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial'],
      ...['-days', '365', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
  };
  root('corp-root', '/O=Example Corp/CN=Example Corp Root CA');
  signed('corp-issuing', '/O=Example Corp/CN=Example Corp TLS Inspection CA', 'corp-root', AUTHORITY);
  root('origin-root', '/O=Elsewhere/CN=Elsewhere Root CA');
  const alternatives = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',');
  signed(
    'origin',
    '/CN=origin',
    'origin-root',
    `basicConstraints=CA:false\nsubjectAltName=${alternatives}\n`,
  );
  return {
    folder,
    path,
    text: (name) => readFileSync(path(name), 'utf8'),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
};
