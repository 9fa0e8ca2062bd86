import { isPlaceholder, looksRandom } from './judge.ts';
import type { SecretRule } from './rule.ts';

const isHex = (text: string): boolean => /^[0-9a-f]+$/i.test(text);
const random = looksRandom(3);
const mixed = looksRandom(4);

/** The agent of Systems Manager keeps its own short-lived keys where people keep theirs. */
const AGENT = /^\/(root|home\/ssm-user)\/\.aws\/credentials$/;

/** Keys of the large clouds. An id alone opens nothing: it counts with the secret beside it. */
export const CLOUD_RULES: readonly SecretRule[] = [
  {
    id: 'aws-access-token',
    patterns: ['\\bAKIA[A-Z2-7]{16}\\b', '\\bASIA[A-Z2-7]{16}\\b'],
    pair: /(?<![A-Za-z0-9/+=])([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/,
    accept: (secret, { path, near }) =>
      mixed(secret) && !isHex(secret) && !(AGENT.test(path) && /\bASIA/.test(near)),
  },
  {
    id: 'alibaba-access-key',
    patterns: ['\\bLTAI[A-Za-z0-9]{12,20}\\b'],
    pair: /(?<![A-Za-z0-9])([A-Za-z0-9]{30})(?![A-Za-z0-9])/,
    accept: looksRandom(3.5),
  },
  {
    id: 'gcp-service-account',
    patterns: ['"private_key"\\s{0,4}:\\s{0,4}"-----BEGIN PRIVATE KEY-----'],
    reach: 8192,
    value: /KEY-----((?:\\n|[A-Za-z0-9+/=])+?)-----END/,
    accept: (body) => mixed(body) && body.length > 200,
  },
  { id: 'gcp-api-key', patterns: ['\\bAIza[0-9A-Za-z_-]{35}'], accept: random },
  { id: 'gcp-oauth-client-secret', patterns: ['\\bGOCSPX-[0-9A-Za-z_-]{28}'], accept: random },
  { id: 'azure-storage-key', patterns: ['AccountKey=[A-Za-z0-9+/]{86}=='], value: /=(.+)/, accept: mixed },
  {
    id: 'azure-shared-access-key',
    patterns: ['SharedAccessKey=[A-Za-z0-9+/]{43}='],
    value: /=(.+)/,
    accept: mixed,
  },
  {
    id: 'azure-sas-token',
    patterns: ['\\bsig=[A-Za-z0-9%]{40,80}%3[dD]'],
    value: /=(.+)/,
    accept: (signature, { near }) => /[?&;]sv=20/.test(near) && /[?&;]se=20/.test(near) && random(signature),
  },
  {
    id: 'azure-ad-client-secret',
    patterns: [
      '(CLIENT_SECRET|client_secret|clientSecret|ClientSecret)\\W{1,6}[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}',
    ],
    value: /([\w~.]{3}\dQ~[\w~.-]+)$/,
    accept: random,
  },
  { id: 'digitalocean-token', patterns: ['\\bdo[opr]_v1_[a-f0-9]{64}'], accept: random },
  { id: 'heroku-api-key', patterns: ['\\bHRKU-[0-9A-Za-z_-]{36,60}'], accept: random },
  {
    id: 'oci-pass-phrase',
    patterns: ['\\bpass_phrase\\s{0,4}=\\s{0,4}\\S{6,64}'],
    value: /=\s*(.+)/,
    accept: (value) => !isPlaceholder(value),
  },
];
