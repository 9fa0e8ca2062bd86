import { SECRET_RULES } from '../../../lambdas/workloads/secrets/rules.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALPHANUMERIC = `${LOWER}${LOWER.toUpperCase()}${DIGITS}`;
const BASE32 = `${LOWER.toUpperCase()}234567`;
const BASE64 = `${ALPHANUMERIC}+/`;
const HEX = `${DIGITS}abcdef`;

/** The same at each start: no secret stands in the repository, and a failure can be repeated. */
const random = (() => {
  let state = 20_261_127;
  return (alphabet: string, length: number): string =>
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return alphabet[Math.floor((state / 2 ** 32) * alphabet.length)];
    }).join('');
})();

const alphanumeric = (length: number): string => random(ALPHANUMERIC, length);
const base64 = (length: number): string => random(BASE64, length);
const hex = (length: number): string => random(HEX, length);

/** Lines of a key as openssl and ssh-keygen write them. */
export const pem = (label: string, lines = 24): string =>
  `-----BEGIN ${label}-----\n${Array.from({ length: lines }, () => base64(64)).join('\n')}\n-----END ${label}-----\n`;

export interface Sample {
  /** Where it lies; in no special file where it is left out. */
  readonly path?: string;
  readonly text: string;
  /** What must occur nowhere. */
  readonly secret: string;
}

export interface Samples {
  readonly found: readonly Sample[];
  /** What looks like it and is none. */
  readonly left: readonly Omit<Sample, 'secret'>[];
}

const env = (name: string, secret: string): Sample => ({ text: `${name}=${secret}\n`, secret });

/** A token in a settings file; one that is too short; one that a document shows. */
const token = (beginning: string, end: string): Samples => ({
  found: [env('SERVICE', beginning + end)],
  left: [
    { text: `SERVICE=${beginning}${end.slice(0, 5)}\n` },
    { text: `SERVICE=${beginning}${'x'.repeat(end.length)}\n` },
  ],
});

const login = (user: string, password: string): string =>
  Buffer.from(`${user}:${password}`).toString('base64');

const aws = { id: `AKIA${random(BASE32, 16)}`, secret: base64(40) };
const temporary = { id: `ASIA${random(BASE32, 16)}`, secret: base64(40) };
const alibaba = { id: `LTAI${alphanumeric(20)}`, secret: alphanumeric(30) };
const account = base64(1600);
const storage = base64(86);
const bus = base64(43);
const signature = `${alphanumeric(43)}%3D`;
const application = `${alphanumeric(3)}8Q~${alphanumeric(34)}`;
const chosen = 'Kiel7-Sprotte';
const made = alphanumeric(20);
const alphanumericToken = alphanumeric(60);
const key = pem('OPENSSH PRIVATE KEY');
const pkcs = pem('PRIVATE KEY');
const putty = base64(64);
const client = base64(400);
const docker = login('deploy', chosen);

const isShown = (path: string, text: string) => ({ path, text });

export const SAMPLES: Readonly<Record<string, Samples>> = {
  'aws-access-token': {
    found: [
      {
        path: '/home/ec2-user/.aws/credentials',
        text: `[default]\naws_access_key_id = ${aws.id}\naws_secret_access_key = ${aws.secret}\n`,
        secret: aws.secret,
      },
      { path: '/opt/a.py', text: `client("s3", "${aws.id}", "${aws.secret}")`, secret: aws.secret },
    ],
    left: [
      { text: `the user of ${aws.id} has left\n` },
      { text: `${aws.id} ${hex(40)}\n` },
      { text: 'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n' },
      isShown('/root/.aws/credentials', `${temporary.id}\n${temporary.secret}\n`),
    ],
  },
  'alibaba-access-key': {
    found: [{ text: `${alibaba.id}\n${alibaba.secret}\n`, secret: alibaba.secret }],
    left: [{ text: `${alibaba.id}\n` }],
  },
  'gcp-service-account': {
    found: [
      {
        path: '/opt/key.json',
        text: `{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\n${account}\\n-----END PRIVATE KEY-----\\n"}`,
        secret: account,
      },
    ],
    left: [{ text: '{"private_key": "-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----\\n"}' }],
  },
  'gcp-api-key': token('AIza', alphanumeric(35)),
  'gcp-oauth-client-secret': token('GOCSPX-', alphanumeric(28)),
  'azure-storage-key': {
    found: [
      { text: `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${storage}==;`, secret: storage },
    ],
    left: [{ text: 'AccountName=a;AccountKey=<key>==;' }],
  },
  'azure-shared-access-key': {
    found: [{ text: `Endpoint=sb://a/;SharedAccessKeyName=n;SharedAccessKey=${bus}=`, secret: bus }],
    left: [{ text: `SharedAccessKeyName=${bus}=` }],
  },
  'azure-sas-token': {
    found: [{ text: `https://a/b?sv=2023-11-03&se=2027-01-01&sr=c&sig=${signature}`, secret: signature }],
    left: [{ text: `https://a/b?sig=${signature}` }],
  },
  'azure-ad-client-secret': {
    found: [{ text: `AZURE_CLIENT_SECRET=${application}\n`, secret: application }],
    left: [{ text: 'AZURE_CLIENT_SECRET=${CLIENT_SECRET}\n' }],
  },
  'digitalocean-token': token('dop_v1_', hex(64)),
  'heroku-api-key': token('HRKU-', alphanumeric(40)),
  'oci-pass-phrase': {
    found: [{ path: '/root/.oci/config', text: `pass_phrase=${chosen}\n`, secret: chosen }],
    left: [{ text: 'pass_phrase=<passphrase>\n' }],
  },
  'github-pat': token('ghp_', alphanumeric(36)),
  'github-fine-grained-pat': token('github_pat_', alphanumeric(82)),
  'gitlab-pat': token('glpat-', alphanumeric(20)),
  'gitlab-token': token('glrt-', alphanumeric(20)),
  'slack-token': token('xoxb-', `${random(DIGITS, 12)}-${random(DIGITS, 13)}-${alphanumeric(24)}`),
  'slack-webhook-url': token(
    'https://hooks.slack.com/services/',
    `T${random(BASE32, 10)}/B${random(BASE32, 10)}/${alphanumeric(24)}`,
  ),
  'discord-webhook-url': token(`https://discord.com/api/webhooks/${random(DIGITS, 18)}/`, alphanumeric(68)),
  'npm-access-token': token('npm_', alphanumeric(36)),
  'npmrc-auth': {
    found: [{ path: '/root/.npmrc', text: `//npm.example.org/:_authToken=${made}\n`, secret: made }],
    left: [
      isShown('/root/.npmrc', '//npm.example.org/:_authToken=${NPM_TOKEN}\n'),
      isShown('/opt/a.py', 'self.openid_auth = AuthorizationCodeGrant\n'),
    ],
  },
  'pypi-upload-token': token('pypi-', `AgEIcHlwaS5vcmc${alphanumeric(60)}`),
  'rubygems-api-token': token('rubygems_', hex(48)),
  'stripe-access-token': {
    ...token('sk_live_', alphanumeric(24)),
    left: [{ text: `key=sk_test_${alphanumeric(24)}\n` }, { text: 'key=sk_live_xxxxxxxxxxxxxxxxxxxxxxxx\n' }],
  },
  'stripe-webhook-secret': token('whsec_', alphanumeric(32)),
  'sendgrid-api-token': token('SG.', `${alphanumeric(22)}.${alphanumeric(43)}`),
  'openai-api-key': token('sk-', `${alphanumeric(20)}T3BlbkFJ${alphanumeric(20)}`),
  'anthropic-api-key': token('sk-ant-api03-', alphanumeric(95)),
  'huggingface-access-token': token('hf_', random(`${LOWER}${LOWER.toUpperCase()}`, 34)),
  'dockerhub-token': token('dckr_pat_', alphanumeric(27)),
  'vault-service-token': token('hvs.', alphanumeric(90)),
  'hashicorp-tf-api-token': token(`${alphanumeric(14)}.atlasv1.`, alphanumeric(67)),
  'databricks-api-token': token('dapi', hex(32)),
  'grafana-token': token('glsa_', `${alphanumeric(32)}_${hex(8)}`),
  'new-relic-user-api-key': token('NRAK-', random(`${LOWER.toUpperCase()}${DIGITS}`, 27)),
  'sentry-token': token('sntrys_', alphanumeric(80)),
  'dynatrace-api-token': token('dt0c01.', `${random(BASE32, 24)}.${random(BASE32, 64)}`),
  'doppler-token': token('dp.pt.', alphanumeric(43)),
  'postman-api-token': token('PMAK-', `${hex(24)}-${hex(34)}`),
  'pulumi-api-token': token('pul-', hex(40)),
  'atlassian-api-token': token('ATATT3x', alphanumeric(180)),
  'linear-api-key': token('lin_api_', alphanumeric(40)),
  'notion-api-token': token('ntn_', `${random(DIGITS, 11)}${alphanumeric(35)}`),
  'shopify-token': token('shpat_', hex(32)),
  'square-access-token': token('sq0atp-', alphanumeric(22)),
  'telegram-bot-api-token': token(`https://api.telegram.org/bot${random(DIGITS, 10)}:`, alphanumeric(35)),
  'age-secret-key': token('AGE-SECRET-KEY-1', random('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)),
  'cloudflare-origin-ca-key': token('v1.0-', `${hex(24)}-${hex(146)}`),
  'private-key': {
    found: [
      { path: '/home/ec2-user/.ssh/id_ed25519', text: key, secret: key.split('\n')[1] ?? '' },
      { path: '/etc/nginx/tls.key', text: pkcs, secret: pkcs.split('\n')[1] ?? '' },
      {
        path: '/opt/app/.env',
        text: `KEY="${pkcs.replaceAll('\n', '\\n')}"\n`,
        secret: pkcs.split('\n')[1] ?? '',
      },
    ],
    left: [
      { text: pem('PUBLIC KEY') },
      { text: pem('CERTIFICATE') },
      isShown('/opt/a.py', "if text.startswith('-----BEGIN PRIVATE KEY-----\\n'): return load(text)\n"),
    ],
  },
  'putty-private-key': {
    found: [
      {
        text: `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\n${base64(64)}\nPrivate-Lines: 1\n${putty}\nPrivate-MAC: ${hex(64)}\n`,
        secret: putty,
      },
    ],
    left: [{ text: `PuTTY-User-Key-File-3: ssh-ed25519\nPublic-Lines: 1\n${base64(64)}\n` }],
  },
  'url-password': {
    found: [
      {
        path: '/etc/app.yml',
        text: `url: postgres://shop:${chosen}@db.internal:5432/shop\n`,
        secret: chosen,
      },
      { path: '/root/.git-credentials', text: `https://deploy:${made}@git.corp.net\n`, secret: made },
    ],
    left: [
      { text: 'url: postgres://user:password@localhost/db\n' },
      { text: 'url: postgres://shop:${DB_PASSWORD}@db.internal/shop\n' },
      { text: `url: https://a:${made}@example.com/\n` },
      isShown('/opt/README.md', `postgres://shop:${chosen}@db.internal/shop\n`),
    ],
  },
  'connection-string-password': {
    found: [
      {
        path: '/opt/appsettings.json',
        text: `"Default": "Server=db.internal;Database=shop;User Id=shop;Password=${chosen};"`,
        secret: chosen,
      },
    ],
    left: [{ text: '"Server=db.internal;User Id=shop;Password={password};"' }],
  },
  'password-assignment': {
    found: [
      { path: '/opt/app/.env', text: `DB_PASSWORD=${chosen}\n`, secret: chosen },
      { path: '/root/.bash_history', text: `PGPASSWORD=${chosen} psql -h db\n`, secret: chosen },
      { path: '/root/.bashrc', text: `export AWS_SECRET_ACCESS_KEY=ab/${made}/${made}\n`, secret: made },
      { path: '/opt/app/.env', text: 'DB_PASSWORD=correct-horse-battery\n', secret: 'correct-horse-battery' },
      { path: '/etc/app.yml', text: `db:\n  password: "${chosen}"\n`, secret: chosen },
      {
        path: '/opt/wp-config.php',
        text: `define('AUTH_KEY', 'x');\n$db_password = '${made}';\n`,
        secret: made,
      },
      {
        path: '/etc/systemd/system/app.service',
        text: `[Service]\nEnvironment=API_TOKEN=${made}\n`,
        secret: made,
      },
    ],
    left: [
      isShown('/opt/app/.env.template', 'DB_PASSWORD=changeme\nTOKEN=${TOKEN}\nAPI_KEY=your-api-key-here\n'),
      isShown('/opt/a.py', 'password = getpass.getpass()\ntoken = request.headers["x-token"]\n'),
      isShown('/etc/app.conf', `# password = ${chosen}\n`),
      isShown(
        '/opt/package-lock.json',
        '"@csstools/css-tokenizer": "^4.0.0",\n"MySecret": "aws-lib/aws-x.CfnSecret",\n',
      ),
      isShown('/opt/settings.conf', 'AUTH_KEY = "MYSQL_SHA2_PASSWORD"\nsecret: this.base.password;\n'),
      isShown('/opt/a_test.go', `password := "${made}"\n`),
      isShown('/etc/debconf.conf', 'passwd: elevated-privileges 2755 root/shadow\n'),
    ],
  },
  'php-constant': {
    found: [
      {
        path: '/var/www/html/wp-config.php',
        text: `<?php\ndefine( 'DB_PASSWORD', '${chosen}' );\n`,
        secret: chosen,
      },
    ],
    left: [
      isShown(
        '/var/www/html/wp-config-sample.php',
        "define( 'DB_PASSWORD', 'password_here' );\ndefine( 'AUTH_KEY', 'put your unique phrase here' );\n",
      ),
    ],
  },
  'service-password': {
    found: [{ path: '/etc/redis/redis.conf', text: `requirepass ${chosen}\n`, secret: chosen }],
    left: [isShown('/etc/redis/redis.conf', `# requirepass foobared\n# masterauth ${chosen}\n`)],
  },
  'bearer-authorization': {
    found: [
      {
        path: '/root/.bash_history',
        text: `curl -H "Authorization: Bearer ${alphanumericToken}" https://api.internal\n`,
        secret: alphanumericToken,
      },
    ],
    left: [
      isShown('/root/.bash_history', 'curl -H "Authorization: Bearer $TOKEN_OF_THE_SERVICE" https://api\n'),
    ],
  },
  'pgpass-password': {
    found: [{ path: '/root/.pgpass', text: `db.internal:5432:shop:app:${made}\n`, secret: made }],
    left: [isShown('/root/.pgpass', 'hostname:5432:database:username:password\n')],
  },
  'netrc-password': {
    found: [
      { path: '/root/.netrc', text: `machine git.corp.net login bot password ${made}\n`, secret: made },
    ],
    left: [isShown('/root/.netrc', 'machine git.corp.net login bot password changeme\n')],
  },
  'docker-config-auth': {
    found: [
      {
        path: '/root/.docker/config.json',
        text: `{"auths": {"https://r.io": {"auth": "${docker}"}}}`,
        secret: docker,
      },
    ],
    left: [{ text: `{"auths": {"https://r.io": {"auth": "${base64(24)}"}}}` }],
  },
  'basic-authorization': {
    found: [
      {
        path: '/root/.bash_history',
        text: `curl -H "Authorization: Basic ${docker}" https://a.io\n`,
        secret: docker,
      },
    ],
    left: [
      isShown('/opt/a.py', `# Authorization: Basic ${docker}\n`),
      { text: 'Authorization: Basic czZCaGRSa3F0\n' },
    ],
  },
  'kubernetes-client-key': {
    found: [{ path: '/root/.kube/config', text: `    client-key-data: ${client}\n`, secret: client }],
    left: [{ text: `    client-certificate-data: ${client}\n` }],
  },
  'xml-password': {
    found: [
      {
        path: '/root/.m2/settings.xml',
        text: `<server><password>${chosen}</password></server>`,
        secret: chosen,
      },
    ],
    left: [{ path: '/root/.m2/settings.xml', text: '<password>${env.PASSWORD}</password>' }],
  },
  'command-password': {
    found: [{ path: '/root/.bash_history', text: `mysql -u root -p${chosen} shop\n`, secret: chosen }],
    left: [isShown('/root/.bash_history', 'mysql -u root -p shop\nmysql -h db --port 3306 -protocol tcp\n')],
  },
};

/** All samples with their rules. */
export const PLANTED: readonly (Sample & { readonly rule: string })[] = SECRET_RULES.flatMap(({ id }) =>
  (SAMPLES[id]?.found ?? []).map((sample) => ({ ...sample, rule: id })),
);
