import { looksRandom } from './judge.ts';
import type { SecretRule } from './rule.ts';

const random = looksRandom(3);

const token = (id: string, ...patterns: readonly string[]): SecretRule => ({ id, patterns, accept: random });

/** Tokens that their makers have given a beginning by which they are known. */
export const TOKEN_RULES: readonly SecretRule[] = [
  token('github-pat', ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind) => `\\b${kind}_[A-Za-z0-9]{36}\\b`)),
  token('github-fine-grained-pat', '\\bgithub_pat_[A-Za-z0-9_]{82}\\b'),
  token('gitlab-pat', '\\bglpat-[A-Za-z0-9_.-]{20,100}'),
  token('gitlab-token', '\\bgl(rt|dt|cbt|ptt|ft|imt|agent|soat)-[A-Za-z0-9_.-]{20,100}'),
  token(
    'slack-token',
    '\\bxox[abeprs]-[0-9A-Za-z-]{20,250}',
    '\\bxapp-[0-9]-[A-Z0-9]{8,}-[0-9]{8,}-[0-9a-f]{32,}',
  ),
  {
    ...token(
      'slack-webhook-url',
      'https://hooks\\.slack\\.com/(services|workflows|triggers)/[A-Za-z0-9+/]{40,60}',
    ),
    value: /\/([^/]+)$/,
  },
  token('discord-webhook-url', 'https://discord(app)?\\.com/api/webhooks/[0-9]{15,20}/[A-Za-z0-9_-]{60,80}'),
  token('npm-access-token', '\\bnpm_[A-Za-z0-9]{36}\\b'),
  {
    id: 'npmrc-auth',
    patterns: [
      '_authToken\\s{0,4}=\\s{0,4}[A-Za-z0-9_+/=.-]{20,}',
      '_auth\\s{0,4}=\\s{0,4}[A-Za-z0-9+/]{12,}={0,2}',
    ],
    value: /=\s*"?(.+)/,
    accept: (value, { path, before }) =>
      random(value) && (/npmrc|yarnrc/.test(path) || before.startsWith('//')),
  },
  token('pypi-upload-token', '\\bpypi-AgE[A-Za-z0-9_-]{50,}'),
  token('rubygems-api-token', '\\brubygems_[a-f0-9]{48}'),
  token('stripe-access-token', '\\b[sr]k_(live|prod)_[A-Za-z0-9]{20,120}'),
  token('stripe-webhook-secret', '\\bwhsec_[A-Za-z0-9+/]{24,}'),
  token('sendgrid-api-token', '\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}'),
  token('openai-api-key', '\\bsk-[A-Za-z0-9_-]{0,120}T3BlbkFJ[A-Za-z0-9_-]{20,}'),
  token('anthropic-api-key', '\\bsk-ant-(api|admin)[0-9]{2}-[A-Za-z0-9_-]{80,}'),
  token('huggingface-access-token', '\\bhf_[A-Za-z]{34}\\b'),
  token('dockerhub-token', '\\bdckr_(pat|oat)_[A-Za-z0-9_-]{27,}'),
  token('vault-service-token', '\\bhvs\\.[A-Za-z0-9_-]{24,}', '\\bhvb\\.[A-Za-z0-9_-]{24,}'),
  token('hashicorp-tf-api-token', '\\b[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,70}'),
  token('databricks-api-token', '\\bdapi[a-f0-9]{32}'),
  token('grafana-token', '\\bglsa_[A-Za-z0-9]{32}_[a-f0-9]{8}', '\\bglc_[A-Za-z0-9+/]{32,400}={0,2}'),
  token('new-relic-user-api-key', '\\bNRAK-[A-Z0-9]{27}'),
  token('sentry-token', '\\bsntry[su]_[A-Za-z0-9+/=_-]{44,}'),
  token('dynatrace-api-token', '\\bdt0c01\\.[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  token('doppler-token', '\\bdp\\.(pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9._-]{40,}'),
  token('postman-api-token', '\\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}'),
  token('pulumi-api-token', '\\bpul-[a-f0-9]{40}'),
  token('atlassian-api-token', '\\bATATT3x[A-Za-z0-9_=-]{100,}'),
  token('linear-api-key', '\\blin_api_[A-Za-z0-9]{40}'),
  token('notion-api-token', '\\bntn_[0-9]{11}[A-Za-z0-9]{35}'),
  token('shopify-token', '\\bshp(at|ca|pa|ss)_[a-fA-F0-9]{32}'),
  token('square-access-token', '\\bsq0(atp|csp)-[A-Za-z0-9_-]{22,60}'),
  token('telegram-bot-api-token', 'api\\.telegram\\.org/bot[0-9]{5,16}:[A-Za-z0-9_-]{34,36}'),
  token('age-secret-key', '\\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
  token('cloudflare-origin-ca-key', '\\bv1\\.0-[a-f0-9]{24}-[a-f0-9]{146}'),
];
