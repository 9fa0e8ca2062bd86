import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** A tool, and the line to type so that it uses the bundle. */
export interface ToolLine {
  readonly tool: string;
  readonly line: string;
}

/** For `sh` and its kin: nothing inside of single quotes means anything. */
const posixQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** For PowerShell, where a quote inside of quotes is doubled, and typographic ones count as quotes. */
const powershellQuoted = (text: string): string =>
  `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;

/** Where the bundle goes when nobody says where. */
export const defaultBundle = (
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): string =>
  platform === 'win32'
    ? win32.join(env['LOCALAPPDATA'] ?? homedir(), 'drawbridge', 'ca', 'bundle.pem')
    : posix.join(
        env['XDG_CONFIG_HOME'] || posix.join(homedir(), '.config'),
        'drawbridge',
        'ca',
        'bundle.pem',
      );

/** Variables of the environment, by the tools that read them. */
const VARIABLES = [
  ['AWS CLI, CDK, Drawbridge', 'AWS_CA_BUNDLE'],
  ['Node', 'NODE_EXTRA_CA_CERTS'],
  ['git', 'GIT_SSL_CAINFO'],
  ['curl', 'CURL_CA_BUNDLE'],
  ['Python (requests, pip)', 'REQUESTS_CA_BUNDLE'],
  ['OpenSSL, Go, Ruby', 'SSL_CERT_FILE'],
] as const;

const ofTools = (quoted: string): readonly ToolLine[] => [
  { tool: 'npm', line: `npm config set cafile ${quoted}` },
  { tool: 'pip', line: `pip config set global.cert ${quoted}` },
];

/** The lines that make each tool use the bundle, as the shell of a platform wants them. */
export const toolLines = (
  file: string,
  platform: NodeJS.Platform = process.platform,
): readonly ToolLine[] => {
  const isWindows = platform === 'win32';
  const quoted = isWindows ? powershellQuoted(file) : posixQuoted(file);
  const set = (name: string) =>
    isWindows
      ? `$env:${name} = ${quoted}; [Environment]::SetEnvironmentVariable('${name}', ${quoted}, 'User')`
      : `export ${name}=${quoted}`;
  return [...VARIABLES.map(([tool, name]) => ({ tool, line: set(name) })), ...ofTools(quoted)];
};

/** The lines that put the company's root itself into the system's store, for what reads nothing else. */
export const storeLines = (
  root: string,
  platform: NodeJS.Platform = process.platform,
): readonly ToolLine[] => {
  if (platform === 'win32')
    return [
      {
        tool: 'Windows',
        line: `Import-Certificate -FilePath ${powershellQuoted(root)} -CertStoreLocation Cert:\\CurrentUser\\Root`,
      },
    ];
  const quoted = posixQuoted(root);
  if (platform === 'darwin')
    return [
      {
        tool: 'macOS',
        line: `sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${quoted}`,
      },
    ];
  return [
    {
      tool: 'Debian, Ubuntu',
      line: `sudo install -m 644 ${quoted} /usr/local/share/ca-certificates/company-root.crt && sudo update-ca-certificates`,
    },
    { tool: 'Fedora, RHEL, Amazon Linux', line: `sudo trust anchor --store ${quoted}` },
  ];
};

/** The same bundle without Node: Windows has the public roots and the company's in its stores. Where no file is named, in the user's own folder. */
export const powershellScript = (file?: string): string =>
  [
    `$file = ${file === undefined ? '"$env:LOCALAPPDATA\\drawbridge\\ca\\bundle.pem"' : powershellQuoted(file)}`,
    'New-Item -ItemType Directory -Force (Split-Path $file) | Out-Null',
    '$seen = @{}',
    "$pem = foreach ($store in 'CurrentUser\\Root','LocalMachine\\Root','CurrentUser\\CA','LocalMachine\\CA') {",
    '  Get-ChildItem "Cert:\\$store" | Where-Object { $_.NotAfter -gt (Get-Date) -and -not $seen[$_.Thumbprint] } | ForEach-Object {',
    '    $seen[$_.Thumbprint] = $true',
    '    "-----BEGIN CERTIFICATE-----"',
    "    [Convert]::ToBase64String($_.RawData, 'InsertLineBreaks')",
    '    "-----END CERTIFICATE-----" } }',
    // Out-File and > of Windows PowerShell write UTF-16, which every client ignores.
    '[IO.File]::WriteAllLines($file, $pem)',
  ].join('\n');
