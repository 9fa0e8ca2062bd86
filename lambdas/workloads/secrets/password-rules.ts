import { entropyOf, isPlaceholder, looksChosen, looksRandom } from './judge.ts';
import type { Around, SecretRule } from './rule.ts';

const SCHEMES =
  '(amqps?|ftps?|https?|ldaps?|mariadb|mongodb(\\+srv)?|mssql|mysql2?|nats|postgres(ql)?|rediss?|sftp|smtps?|sqlserver|ssh|socks5)';

/** Hosts that are nobody's, by RFC 2606 and custom. */
const NOBODY =
  /@([\w.-]*\.)?(example|invalid|test|domain|server|host|hostname|proxy)(\.(com|net|org|local|tld))?([:/?]|$)|@\[?host/i;

/** What is read by people or made by people who write programs, and not by a program as its settings. */
const PROSE =
  /\.(md|rst|txt|html?|xhtml|adoc|asciidoc|pod|tex|po|pot|mo|svg|css|scss|less|map|log|diff|patch|c|cc|cpp|h|hpp|el|vim|lua|m4|am|in|1|2|3|4|5|6|7|8)$/i;
const PROGRAM =
  /\.(py|pyi|pl|pm|t|js|mjs|cjs|jsx|ts|tsx|go|rb|java|kt|scala|rs|cs|php|swift|tcl|r|jl|ex|exs|erl)$/i;
const TESTS =
  /(^|\/)(tests?|testing|testdata|fixtures?|examples?|samples?|docs?|man|locale)\/|[._-](test|spec)\.\w+$|(^|\/)test_[^/]*\.py$/i;

const isSettings = ({ path }: Around): boolean => !PROSE.test(path) && !TESTS.test(path);

const isComment = (before: string): boolean => /^\s*(#|\/\/|;|--|\*|<!--|rem\b)/i.test(before);

const ENVIRONMENT = /(^|\/)(\.env[^/]*|[^/]*\.env|environment)$/;

/** Nothing follows that belongs to it, as in prose. */
const endsLine = ({ after }: Around): boolean => /^\s*([,;&}\])]|#|\/\/|<|\\|\r?$)/.test(after);

/** Paths, calls, members, constants and versions are no passwords. */
const NO_VALUE =
  /^[.~]{0,2}[/\\]|^[a-z][a-z0-9_.-]*(\/[a-z0-9_.-]+)+$|^[A-Za-z_][\w.]*\(|^(this|self|process|os|config|settings|env|req|request|ctx|context)\.|^https?:|^[A-Za-z_/@-]+(\.[A-Za-z_/-]+)+$|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[~^]?\d+\.\d+\.\d+/;

/** Where what follows on the line is another option or the command that gets it. */
const GOES_ON = /history\d*$|\.(sh|bash|zsh)$|(rc|profile|crontab|fstab)$|\/cron[^/]*\//;

const goesOn = ({ path, hit }: Around): boolean => GOES_ON.test(path) && /^[A-Za-z_]\w*=/.test(hit);

/** `AWS_ACCESS_KEY_ID` names a key and is none, as `TOKEN_URL` and `SECRET_NAME` do. */
const IDENTIFIER =
  /(_?(id|ids|name|url|uri|path|file|type|length|size|ttl|expiry|endpoint|prefix|header|arn))["']?\s*[=:]+>?\s*["']?$/i;

/** In a program a password stands in quotes, and its tokens are known by their form; in settings it ends the line. */
const isAssigned = (value: string, around: Around): boolean => {
  const { path, hit, before } = around;
  const name = hit.slice(0, hit.lastIndexOf(value));
  const isQuoted = /["']$/.test(name);
  if (!isSettings(around) || isComment(before) || IDENTIFIER.test(name)) return false;
  if (ENVIRONMENT.test(path)) return value.length >= 8 && !isPlaceholder(value);
  if (!PROGRAM.test(path)) return (isQuoted || endsLine(around) || goesOn(around)) && looksChosen(value);
  const isNamed = isQuoted && !/token/i.test(name);
  return isNamed && looksChosen(value) && /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= 3;
};

const NAMES =
  '(PASSWORD|PASSWD|PASSPHRASE|DB_PASS|MYSQL_PWD|SECRET|SECRET_KEY|SECRET_KEY_BASE|APP_KEY|API_KEY|APIKEY|ACCESS_KEY|PRIVATE_KEY|AUTH_KEY|ENCRYPTION_KEY|TOKEN)';

/** Base64 of `user:password`, as HTTP and Docker have it. */
const holdsLogin = (value: string): boolean => {
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString('latin1').split(/:(.*)/s);
  return /^[\x21-\x7e]+$/.test(user) && /^[\x20-\x7e]{4,}$/.test(password) && !isPlaceholder(password);
};

/** Private keys and passwords. They have no form of their own: the place says what they are. */
export const PASSWORD_RULES: readonly SecretRule[] = [
  {
    id: 'private-key',
    patterns: ['-----BEGIN ([A-Z]{2,9} ){0,2}PRIVATE KEY( BLOCK)?-----'],
    reach: 16_384,
    value: /-----\s*?(?:\r?\n|\\r\\n|\\n)((?:[\w-]+: [^\n]*\n|\s)*(?:(?:[A-Za-z0-9+/=]|\s|\\r|\\n){64,}))/,
    accept: (body) => body.replaceAll(/\s|\\[rn]/g, '').length >= 64 && looksRandom(4)(body),
  },
  {
    id: 'putty-private-key',
    patterns: ['PuTTY-User-Key-File-[23]: '],
    reach: 16_384,
    value: /Private-Lines: \d+\r?\n([A-Za-z0-9+/=\s]{40,}?)(?:\r?\n[A-Z]|$)/,
    accept: looksRandom(4),
  },
  {
    id: 'url-password',
    patterns: [
      `\\b${SCHEMES}://[A-Za-z0-9._~%+-]{0,64}:[^\\s@/"'<>\`\\\\\\x00]{3,128}@[A-Za-z0-9_.\\[-]{2,200}`,
    ],
    nocase: true,
    value: /:\/\/[^:]*:([^@]+)@/,
    accept: (value, around) =>
      isSettings(around) &&
      !NOBODY.test(around.near.slice(around.near.indexOf(`:${value}@`))) &&
      !isPlaceholder(value) &&
      value.length >= 5 &&
      !/^\d{1,5}$/.test(value),
  },
  {
    id: 'connection-string-password',
    patterns: ['(;|"|\'|\\b)(Password|Pwd)\\s{0,2}=\\s{0,2}[^\\s;"\'\\x00]{4,128}'],
    nocase: true,
    value: /=\s*(.+)/,
    accept: (value, around) =>
      isSettings(around) &&
      !isPlaceholder(value) &&
      !NO_VALUE.test(value) &&
      entropyOf(value) >= 2 &&
      /(Server|Data Source|Host|Addr(ess)?)\s*=[^\n]{0,200};/i.test(around.near) &&
      /(User( ?Id)?|Uid|Username)\s*=/i.test(around.near),
  },
  {
    id: 'password-assignment',
    patterns: [
      `([A-Z0-9_.-]{0,40}${NAMES}([_-][A-Z0-9_]{1,12})?[0-9]{0,3})["']?\\s{0,3}(=|:|=>|:=)\\s{0,3}["']?[^\\s"'\\x00]{6,2000}["']?`,
    ],
    nocase: true,
    value: /^[^=:]*?["']?\s*(?:=>|:=|=|:)\s*["']?([^\s"',;]+)/,
    accept: (value, around) => !NO_VALUE.test(value) && isAssigned(value, around),
  },
  {
    id: 'php-constant',
    patterns: [
      `\\bdefine\\s{0,2}\\(\\s{0,2}["'][A-Z0-9_]{0,40}(PASSWORD|PASS|KEY|SALT|SECRET|TOKEN)["']\\s{0,2},\\s{0,2}["'][^"'\\n\\x00]{6,200}["']`,
    ],
    value: /,\s*["']([^"']+)["']$/,
    accept: (value, around) => !isComment(around.before) && !NO_VALUE.test(value) && looksChosen(value),
  },
  {
    id: 'service-password',
    patterns: [
      '\\b(requirepass|masterauth|default_pass|rootpw|bindpw|smtp_pass|radius_secret)\\s{0,4}[=:\\s]\\s{0,4}["\']?[^\\s"\'\\x00]{6,128}',
    ],
    value: /[=:\s]\s*["']?([^\s"'=:]+)$/,
    accept: (value, around) => isSettings(around) && !isComment(around.before) && looksChosen(value),
  },
  {
    id: 'bearer-authorization',
    patterns: ['\\bAuthorization["\']?\\s{0,2}[:=]\\s{0,2}["\']?Bearer [A-Za-z0-9_.~+/=-]{20,2000}'],
    nocase: true,
    value: /Bearer (\S+)$/i,
    accept: (value, around) => isSettings(around) && !PROGRAM.test(around.path) && looksRandom(3.5)(value),
  },
  {
    id: 'pgpass-password',
    patterns: [
      '\\b[A-Za-z0-9_.-]{2,100}:(5432|5433|6432|\\*):[A-Za-z0-9_*-]{1,64}:[A-Za-z0-9_*-]{1,64}:[^\\s\\x00]{4,128}',
    ],
    value: /(?:[^:]*:){4}(.+)/,
    accept: (value, { path }) => /pgpass/.test(path) && !isPlaceholder(value),
  },
  {
    id: 'netrc-password',
    patterns: [
      '\\bmachine\\s{1,8}[A-Za-z0-9_.-]{2,200}\\s{1,8}login\\s{1,8}\\S{1,100}\\s{1,8}password\\s{1,8}[^\\s\\x00]{4,200}',
    ],
    value: /password\s+(\S+)$/,
    accept: (value, { path }) => /(^|\/)[._]?netrc$/.test(path) && !isPlaceholder(value),
  },
  {
    id: 'docker-config-auth',
    patterns: ['"auth"\\s{0,4}:\\s{0,4}"[A-Za-z0-9+/]{8,}={0,2}"'],
    value: /"([^"]+)"$/,
    accept: (value, { near }) => /"auths"/.test(near) && holdsLogin(value),
  },
  {
    id: 'basic-authorization',
    patterns: ['\\bAuthorization["\']?\\s{0,2}[:=]\\s{0,2}["\']?Basic [A-Za-z0-9+/]{12,}={0,2}'],
    nocase: true,
    value: /Basic (\S+)$/i,
    accept: (value, around) => isSettings(around) && !PROGRAM.test(around.path) && holdsLogin(value),
  },
  {
    id: 'kubernetes-client-key',
    patterns: ['client-key-data:\\s{1,4}[A-Za-z0-9+/]{100,}={0,2}'],
    value: /:\s+(.+)/,
    accept: looksRandom(4),
  },
  {
    id: 'xml-password',
    patterns: ['<(password|passphrase|secret)>[^<>\\s\\x00]{6,128}</'],
    nocase: true,
    value: />([^<]+)</,
    accept: (value, around) => isSettings(around) && looksChosen(value),
  },
  {
    id: 'command-password',
    patterns: [
      '\\b(mysql|mysqldump|mysqladmin|mariadb)\\s[^\\n\\x00]{0,200}\\s-p[^\\s\'"\\x00]{5,128}',
      'redis-cli\\s([^\\n\\x00]{0,200}\\s)?-a\\s{0,4}[^\\s\'"\\x00]{5,128}',
      'sshpass\\s{1,4}-p\\s{0,4}[^\\s\\x00]{5,128}',
    ],
    value: /\s-[pa]\s*['"]?([^\s'"]+)$/,
    accept: (value, around) =>
      isSettings(around) && !/^(ort|rotocol|assword)/.test(value) && !isPlaceholder(value),
  },
];
