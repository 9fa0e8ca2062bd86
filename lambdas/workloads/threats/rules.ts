import type { Source } from '../yara/yara.ts';

/** Where a hit is. */
interface Place {
  readonly path: string;
  /** The file's text, in Latin-1. */
  readonly text: string;
  readonly offset: number;
}

/** How one sort of threats is known; the patterns are YARA's regular expressions, each with three plain bytes in a row. */
export interface ThreatRule {
  readonly id: string;
  readonly patterns: readonly string[];
  readonly accept: (place: Place) => boolean;
}

/** What runs by itself: tasks, units, what shells read when they begin. */
const STARTED =
  /^\/(etc\/(cron[^/]*(\/|$)|systemd\/|init\.d\/|rc\.local$|profile|bash\.bashrc|update-motd\.d\/)|var\/spool\/cron\/|(usr\/)?lib\/systemd\/system\/|usr\/local\/lib\/systemd\/)|\/\.(bashrc|bash_profile|profile|zshrc)$|\/\.config\/systemd\/|\.(service|timer)$/;

const isStarted = ({ path }: Place): boolean => STARTED.test(path);

/** Lines and files may be as long as somebody likes. */
const LONGEST_LINE = 4096;
const NEAR = 65_536;

const isComment = ({ text, offset }: Place): boolean => {
  const before = text.slice(Math.max(0, offset - LONGEST_LINE), offset + 1);
  return /^\s*(#|;|\/\/)/.test(before.slice(before.lastIndexOf('\n') + 1));
};

const runsByItself = (place: Place): boolean => isStarted(place) && !isComment(place);

/** https://www.eicar.org/download-anti-malware-testfile/: the file begins with it, and may go on with blanks up to 128 bytes. */
const isEicar = ({ text, offset }: Place): boolean =>
  offset === 0 && text.length <= 128 && /^\s*$/.test(text.slice(68));

const INPUT = '\\$_(GET|POST|REQUEST|COOKIE|SERVER)';
const WRAPPED = '(base64_decode|gzinflate|gzuncompress|str_rot13|strrev|urldecode|stripslashes|trim)';

const isPhp = ({ path }: Place): boolean =>
  /\.(php\d?|phtml|phar|inc)$/i.test(path) || /^\/var\/www\//.test(path);

const hasAll =
  (...needed: readonly RegExp[]) =>
  ({ text, offset }: Place): boolean => {
    const near = text.slice(Math.max(0, offset - NEAR), offset + NEAR);
    return needed.every((each) => each.test(near));
  };

/** What no machine should have: a few that are certain, beside which users bring their own. */
export const THREAT_RULES: readonly ThreatRule[] = [
  {
    id: 'eicar',
    patterns: ['X5O!P%@AP\\[4\\\\PZX54\\(P\\^\\)7CC\\)7\\}\\$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!\\$H\\+H\\*'],
    accept: isEicar,
  },
  {
    id: 'web-shell-php',
    patterns: [
      `\\b(eval|assert|system|exec|passthru|shell_exec|popen|proc_open|create_function)\\s{0,4}\\(\\s{0,4}@?(${WRAPPED}\\s{0,4}\\(\\s{0,4}){0,4}@?${INPUT}`,
      `\\b(eval|assert)\\s{0,4}\\(\\s{0,4}(${WRAPPED}\\s{0,4}\\(\\s{0,4}){2,6}["'][A-Za-z0-9+/=]{64}`,
      `preg_replace\\s{0,4}\\(\\s{0,4}["']/[^"'\\n]{0,40}/[a-z]{0,4}e[a-z]{0,4}["']\\s{0,4},\\s{0,4}${INPUT}`,
    ],
    accept: (place) => isPhp(place) && !isComment(place),
  },
  {
    id: 'web-shell-jsp',
    patterns: [
      'getRuntime\\(\\)\\s{0,4}\\.\\s{0,4}exec\\s{0,4}\\(\\s{0,4}(new String\\[\\]\\s{0,2}\\{[^}\\n]{0,60})?request\\s{0,4}\\.\\s{0,4}getParameter',
    ],
    accept: ({ path }) => /\.jspx?$/i.test(path),
  },
  {
    id: 'reverse-shell-started',
    patterns: [
      '/dev/tcp/[A-Za-z0-9_.-]{3,100}/[0-9]{1,5}',
      '\\b(nc |ncat |netcat )([^\\n]{0,60}\\s)?-[a-z]{0,4}[ec]\\s{0,2}((/usr)?/bin/)?(ba|da|z)?sh\\b',
      '\\bsocat\\s[^\\n]{0,80}exec:[^\\n]{0,20}sh\\b',
      'socket\\.socket\\([^\\n]{0,200}(os\\.dup2|subprocess|pty\\.spawn)',
      'mkfifo\\s[^\\n]{0,100}\\|\\s{0,4}(/bin/)?(ba)?sh\\s[^\\n]{0,100}\\|\\s{0,4}(nc|ncat|netcat|openssl|telnet)\\s',
    ],
    accept: runsByItself,
  },
  {
    id: 'download-started',
    patterns: [
      '\\b(curl|wget)\\s[^\\n|]{0,120}https?://([0-9]{1,3}\\.){3}[0-9]{1,3}[:/][^\\n|]{0,200}\\|\\s{0,4}(/bin/|/usr/bin/|sudo )?(ba|da|z)?sh\\b',
      '\\bbase64\\s{1,4}(-d|-D|--decode)\\b[^\\n|]{0,80}\\|\\s{0,4}(/bin/|/usr/bin/|sudo )?(ba|da|z)?sh\\b',
      '\\b(curl|wget)\\s[^\\n|]{0,120}(pastebin\\.com/raw|transfer\\.sh|ix\\.io|termbin\\.com|paste\\.ee/r)/[^\\n|]{0,200}\\|\\s{0,4}(/bin/|/usr/bin/|sudo )?(ba|da|z)?sh\\b',
    ],
    accept: runsByItself,
  },
  {
    id: 'miner-configuration',
    patterns: ['"donate-level"\\s{0,4}:', 'stratum\\+(tcp|ssl|tls)://[A-Za-z0-9_.-]{3,100}:[0-9]{1,5}'],
    accept: (place) =>
      (/\.(json|conf|cfg|ini|txt|ya?ml)$/i.test(place.path) || !/\.\w+$/.test(place.path)) &&
      (hasAll(/"pools"\s*:/, /"donate-level"\s*:/, /"(user|wallet)"\s*:\s*"\w{20,}/)(place) ||
        hasAll(/stratum\+/, /"?(user|wallet|pass|worker)"?\s*[:=]/)(place)),
  },
  {
    id: 'miner-started',
    patterns: [
      '\\b(xmrig|xmr-stak|minerd|cpuminer|ccminer|t-rex|kdevtmpfsi|kinsing)\\b',
      '--donate-level',
      'stratum\\+(tcp|ssl|tls)://',
    ],
    accept: runsByItself,
  },
  {
    id: 'preloaded-library',
    patterns: [
      '/tmp/[^\\s]{1,200}',
      '/dev/shm/[^\\s]{1,200}',
      '/var/tmp/[^\\s]{1,200}',
      '/\\.[a-z][^\\s/]{0,100}/[^\\s]{1,200}\\.so',
    ],
    accept: ({ path }) => path === '/etc/ld.so.preload',
  },
];

const identifier = (id: string): string => id.replaceAll('-', '_');

const ruleText = ({ id, patterns }: ThreatRule): string => {
  const strings = patterns.map((pattern, i) => `$${i} = /${pattern.replaceAll('/', '\\/')}/`);
  return `rule ${identifier(id)} { strings: ${strings.join(' ')} condition: any of them }`;
};

const BY_IDENTIFIER = new Map(THREAT_RULES.map((rule) => [identifier(rule.id), rule]));

export const threatRuleOf = (name: string): ThreatRule | undefined => BY_IDENTIFIER.get(name);

export const THREAT_SOURCE: Source = { name: 'threats', text: THREAT_RULES.map(ruleText).join('\n') };
