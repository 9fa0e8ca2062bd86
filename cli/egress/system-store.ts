import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where Linux and the BSDs keep the system's store as one file. https://go.dev/src/crypto/x509/root_linux.go */
const FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

const KEYCHAINS = [
  '/System/Library/Keychains/SystemRootCertificates.keychain',
  '/Library/Keychains/System.keychain',
];

/** Roots and intermediate authorities of the user and of the machine, as PEM. */
const POWERSHELL = `foreach ($store in 'CurrentUser\\Root','LocalMachine\\Root','CurrentUser\\CA','LocalMachine\\CA') {
  Get-ChildItem "Cert:\\$store" | ForEach-Object {
    '-----BEGIN CERTIFICATE-----'
    [Convert]::ToBase64String($_.RawData, 'InsertLineBreaks')
    '-----END CERTIFICATE-----' } }`;

const output = (command: string, args: readonly string[]): string =>
  execFileSync(command, [...args], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

const byCommand = (platform: NodeJS.Platform): string => {
  if (platform === 'darwin') return output('security', ['find-certificate', '-a', '-p', ...KEYCHAINS]);
  if (platform === 'win32') return output('powershell.exe', ['-NoProfile', '-Command', POWERSHELL]);
  const file = FILES.find((path) => existsSync(path));
  return file === undefined ? '' : readFileSync(file, 'utf8');
};

/** Node 22.19 and later read the store themselves, the user's and the machine's alike. */
const { getCACertificates } = tls as {
  readonly getCACertificates?: (type: 'system') => readonly string[];
};

/** The system's store as PEM; empty where it cannot be read, since the public roots are there in any case. */
export const systemStore = (platform: NodeJS.Platform = process.platform): string => {
  try {
    return getCACertificates ? getCACertificates('system').join('\n') : byCommand(platform);
  } catch {
    return '';
  }
};
