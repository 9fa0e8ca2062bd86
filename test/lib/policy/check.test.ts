import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, modeOf } from '../../../lambdas/core/base/policy.ts';
import { templatesOf } from '../../../lambdas/core/base/resource-type.ts';
import { securityGroup } from '../../../lambdas/resource-types/security-group/type.ts';
import { checkPolicy, problemText } from '../../../lib/policy/check.ts';
import type { KnownTemplate } from '../../../lib/policy/entries.ts';
import { KNOWN } from '../../../lib/policy/load.ts';

const TEMPLATES: readonly KnownTemplate[] = KNOWN.filter(({ id }) =>
  [
    'unrestricted-cifs-access',
    'unrestricted-dns-access',
    'unrestricted-ssh-access',
    'unencrypted-s3-buckets',
    'world-readable-s3-buckets',
    'rds-snapshot-with-public-permissions',
  ].includes(id),
);

const check = (text: string, templates = TEMPLATES) =>
  checkPolicy(text, { file: 'policy.yaml', templates, today: '2026-11-22' });

const said = (text: string, templates = TEMPLATES): readonly string[] =>
  check(text, templates).problems.map((problem) => problemText('policy.yaml', problem));

/** The example of the documentation, word for word. */
const EXAMPLE = `mode: remediate                    # remediate | notify | off. For every template that says nothing itself
accounts:                          # names to use below
  Test: "111122223333"
templates:
  unrestricted-dns-access: { mode: notify }
  unrestricted-ssh-access: { ranges: split }      # see templates.md
customTemplates:
  - id: unrestricted-neo4j-access
    title: Unrestricted Neo4j Access
    severity: HIGH
    ports: [{ protocol: tcp, from: 7687 }]
exclusions:                        # inside an entry all keys must hold; inside a list one is enough
  - accounts: [Test]
  - tags: { CASB-Audit: "No" }     # on the resource or, for a security group, on an EC2 instance that uses it
  - resources: [sg-0123456789abcdef0, public-website-bucket]     # id, name or ARN; * inside
    templates: [unrestricted-ssh-access, world-readable-s3-buckets]
    sources: [203.0.113.0/24]      # only rows from here; security groups only
    until: 2027-01-31              # last day, UTC
    owner: web-team@example.com
    reason: Bastion until the VPN is live
`;

describe('a file without mistakes', () => {
  test('is compiled: names resolved, defaults filled in', () => {
    expect(check(EXAMPLE).policy).toEqual({
      ...DEFAULT_POLICY,
      templates: {
        'unrestricted-dns-access': { mode: 'notify' },
        'unrestricted-ssh-access': { ranges: 'split' },
      },
      customTemplates: [
        {
          id: 'unrestricted-neo4j-access',
          title: 'Unrestricted Neo4j Access',
          severity: 'HIGH',
          ports: [{ protocol: 'tcp', from: 7687, to: 7687 }],
        },
      ],
      exclusions: [
        { origin: 'policy.yaml:13', accounts: ['111122223333'] },
        { origin: 'policy.yaml:14', tags: { 'CASB-Audit': 'No' } },
        {
          origin: 'policy.yaml:15',
          resources: ['sg-0123456789abcdef0', 'public-website-bucket'],
          templates: ['unrestricted-ssh-access', 'world-readable-s3-buckets'],
          sources: ['203.0.113.0/24'],
          until: '2027-01-31',
          owner: 'web-team@example.com',
          reason: 'Bastion until the VPN is live',
        },
      ],
    });
  });
  test.for(['', '\n', '# nothing\n', '---\n', '{}', 'null'])(
    'that says nothing means the default: %j',
    (text) => {
      expect(check(text)).toEqual({ policy: DEFAULT_POLICY, problems: [] });
    },
  );
  test('may use every key that there is', () => {
    const { policy, problems } = check(`
mode: notify
templates:
  unrestricted-ssh-access: { mode: off, ranges: row }
  world-readable-s3-buckets: { websites: remediate, scan: true }
  mine: { mode: remediate, ranges: split }
customTemplates:
  - { id: mine, title: Mine, severity: LOW, controls: [EC2.19], reason: "Two\\n lines",
      ports: [{ protocol: udp, from: 9, to: 10 }] }
exclusions:
  - sources: [0.0.0.0/1, "2001:DB8:0::/31", 130.0.0.1/1]
    reason: >
      Folded
      text
exceptions: { maxDays: 7 }
sweep: { every: 2 days, first: remediate, maxFixes: 7 }
flapping: { perHour: 3 }
retention: { ledgerDays: 800 }
alarm: false
dashboard: true
chat: true
permissionsBoundary: Boundary
operators: ["arn:aws:iam::*:role/SecurityAdministrator"]
`);
    expect(problems).toEqual([]);
    expect(policy).toEqual({
      mode: 'notify',
      templates: {
        'unrestricted-ssh-access': { mode: 'off', ranges: 'row' },
        'world-readable-s3-buckets': {
          websites: 'remediate',
          scan: { samplingPercentage: 100, maxGigabytes: 10 },
        },
        mine: { mode: 'remediate', ranges: 'split' },
      },
      customTemplates: [
        {
          id: 'mine',
          title: 'Mine',
          severity: 'LOW',
          controls: ['EC2.19'],
          why: 'Two lines',
          ports: [{ protocol: 'udp', from: 9, to: 10 }],
        },
      ],
      exclusions: [
        {
          origin: 'policy.yaml:11',
          sources: ['0.0.0.0/1', '2001:db8::/31', '128.0.0.0/1'],
          reason: 'Folded text',
        },
      ],
      exceptions: { maxDays: 7 },
      sweep: { everyHours: 48, first: 'remediate', maxFixes: 7 },
      flapping: { perHour: 3 },
      retention: { ledgerDays: 800 },
      alarm: false,
      dashboard: true,
      chat: true,
      permissionsBoundary: 'Boundary',
      operators: ['arn:aws:iam::*:role/SecurityAdministrator'],
    });
  });
  test('keeps defaults for what a mapping leaves out', () => {
    expect(check('sweep: { every: off }\nexceptions: {}').policy).toMatchObject({
      sweep: { everyHours: 0, first: 'notify', maxFixes: 25 },
      exceptions: { maxDays: 30 },
    });
    expect(
      check('templates: { world-readable-s3-buckets: { scan: { maxGigabytes: 2.5 } } }').policy,
    ).toMatchObject({
      templates: { 'world-readable-s3-buckets': { scan: { samplingPercentage: 100, maxGigabytes: 2.5 } } },
    });
    expect(check('templates: { world-readable-s3-buckets: { scan: false } }').policy?.templates).toEqual({
      'world-readable-s3-buckets': {},
    });
  });
});

const entry = (yaml: string): string => `exclusions:\n  - ${yaml}`;
const custom = (yaml: string): string =>
  `customTemplates:\n  - { id: mine, title: Mine, severity: LOW, ports: [${yaml}] }`;

describe('each kind of mistake, with the exact words', () => {
  test.for<[string, string, string]>([
    ['a list', '- mode', '1:1: expected keys such as mode:, templates: and exclusions:'],
    ['a text', 'remediate', '1:1: expected keys such as mode:, templates: and exclusions:'],
    ['an unknown key', 'acounts: {}', '1:1: acounts: no such key. Did you mean accounts?'],
    [
      'an unknown key that is like no other',
      'xyz: 1',
      '1:1: xyz: no such key. Known here: mode, asOf, accounts, templates, customTemplates, exclusions, overrides, exceptions, sweep, flapping, retention, alarm, dashboard, chat, permissionsBoundary, notifyTags, help, operators, workloads and egress.',
    ],
    [
      'a key of Object',
      'constructor: {}',
      '1:1: constructor: no such key. Known here: mode, asOf, accounts, templates, customTemplates, exclusions, overrides, exceptions, sweep, flapping, retention, alarm, dashboard, chat, permissionsBoundary, notifyTags, help, operators, workloads and egress.',
    ],
    [
      'an override without keys',
      'overrides: [{ mode: off }]',
      '1:13: overrides[0]: this would override everything: that is what mode: at the top is for',
    ],
    [
      'a key that is reserved',
      'organization: {}',
      '1:1: organization: deploying to a whole organization is not built yet: leave the key out and deploy account by account',
    ],
    [
      'an unknown key of an entry',
      entry('template: [a]'),
      '2:5: exclusions[0].template: no such key. Did you mean templates?',
    ],
    [
      'a key for other templates',
      'templates: { unrestricted-ssh-access: { websites: notify } }',
      '1:41: templates.unrestricted-ssh-access.websites: no such key. Known here: mode, ranges and serviceGroups.',
    ],
    [
      'ranges for a bucket',
      'templates: { world-readable-s3-buckets: { ranges: split } }',
      '1:43: templates.world-readable-s3-buckets.ranges: no such key. Known here: mode, websites and scan.',
    ],
    [
      'a scan that nobody asked for',
      'templates: { unencrypted-s3-buckets: { scan: true } }',
      '1:40: templates.unencrypted-s3-buckets.scan: no such key. Known here: mode.',
    ],
    [
      'a misspelt mode',
      'mode: remediat',
      '1:7: mode: expected remediate, notify or off, found remediat. Did you mean remediate?',
    ],
    ['no mode', 'mode:', '1:6: mode: expected remediate, notify or off, found nothing.'],
    ['a mode that is a list', 'mode: [off]', '1:7: mode: expected remediate, notify or off, found a list.'],
    [
      'a template that is a mode',
      'templates: { unrestricted-ssh-access: notify }',
      '1:39: templates.unrestricted-ssh-access: expected a mapping of keys to values, found notify',
    ],
    [
      'an unknown template',
      'templates:\n  unrestricted-dns-acess: {}',
      '2:3: templates.unrestricted-dns-acess: no template is called unrestricted-dns-acess. Did you mean unrestricted-dns-access?',
    ],
    [
      'an unknown template in an exclusion',
      entry('templates: [unrestricted-shh-access]'),
      '2:17: exclusions[0].templates[0]: no template is called unrestricted-shh-access. Did you mean unrestricted-ssh-access?',
    ],
    [
      'an account id without quotes',
      'accounts: { Test: 011122223333 }',
      '1:19: accounts.Test: expected text, found 011122223333: put it in quotes, "011122223333"',
    ],
    [
      'an account id that is too short',
      'accounts: { Test: "11112222333" }',
      '1:19: accounts.Test: expected an account id of 12 digits in quotes, such as "111122223333", found 11112222333',
    ],
    [
      'a name that is an id',
      'accounts: { "111122223333": "111122223333" }',
      '1:13: accounts.111122223333: expected a name, not an account id',
    ],
    [
      'a misspelt account',
      `accounts: { Test: "111122223333" }\n${entry('accounts: [Tset]')}`,
      '3:16: exclusions[0].accounts[0]: no account is called Tset. Give it under accounts:, or write its 12 digits.',
    ],
    [
      'an almost known account',
      `accounts: { Production: "111122223333" }\n${entry('accounts: [production]')}`,
      '3:16: exclusions[0].accounts[0]: no account is called production. Did you mean Production?',
    ],
    [
      'a date that is no date',
      entry('{ accounts: ["111122223333"], until: 2027-02-30 }'),
      '2:42: exclusions[0].until: expected a day such as 2027-01-31, found 2027-02-30',
    ],
    [
      '29 February of a common year',
      entry('{ accounts: ["111122223333"], until: 2027-02-29 }'),
      '2:42: exclusions[0].until: expected a day such as 2027-01-31, found 2027-02-29',
    ],
    [
      'a date of another country',
      entry('{ accounts: ["111122223333"], until: 31.1.2027 }'),
      '2:42: exclusions[0].until: expected a day such as 2027-01-31, found 31.1.2027',
    ],
    [
      'an exclusion of everything',
      entry('reason: because'),
      '2:5: exclusions[0]: this would exclude everything: say what by accounts, regions, tags, resources, templates, sources, packages, cves, paths, rules or hashes',
    ],
    [
      'an exclusion of nothing',
      entry('accounts: []'),
      '2:15: exclusions[0].accounts: expected at least one entry',
    ],
    [
      'no tags',
      entry('tags: {}'),
      '2:11: exclusions[0].tags: expected at least one tag such as { CASB-Audit: "No" }',
    ],
    [
      'a list of tags',
      entry('tags: [a]'),
      '2:11: exclusions[0].tags: expected a mapping of keys to values, found a list',
    ],
    [
      'a tag value without quotes',
      entry('tags: { Audit: false }'),
      '2:20: exclusions[0].tags.Audit: expected text, found false: put it in quotes, "false"',
    ],
    ['an empty resource', entry('resources: [""]'), '2:17: exclusions[0].resources[0]: expected some text'],
    [
      'sources of a bucket',
      entry('{ templates: [world-readable-s3-buckets], sources: [0.0.0.0/0] }'),
      '2:56: exclusions[0].sources: nothing can match: only security groups have sources, and world-readable-s3-buckets looks at none',
    ],
    [
      'packages of a security group',
      entry('{ templates: [unrestricted-ssh-access], packages: [openssl] }'),
      '2:55: exclusions[0].packages: nothing can match: only instances have packages, and no template of this entry looks at them',
    ],
    [
      'a mirror that anybody on the way can change',
      'workloads: { mirror: "http://mirror.example.com" }',
      '1:22: workloads.mirror: expected a URL such as https://mirror.example.com/advisories',
    ],
    [
      'sources of buckets and snapshots',
      entry(
        '{ templates: [world-readable-s3-buckets, rds-snapshot-with-public-permissions], sources: [0.0.0.0/0] }',
      ),
      '2:94: exclusions[0].sources: nothing can match: only security groups have sources, and world-readable-s3-buckets, rds-snapshot-with-public-permissions look at none',
    ],
    [
      'an ARN of a service that no template looks at',
      entry('resources: ["arn:aws:iam::111122223333:role/x"]'),
      '2:17: exclusions[0].resources[0]: nothing can match: no template of this entry looks at the service iam',
    ],
    [
      'an ARN of a service that these templates do not look at',
      entry('{ templates: [unrestricted-ssh-access], resources: ["arn:aws:s3:::b*"] }'),
      '2:57: exclusions[0].resources[0]: nothing can match: no template of this entry looks at the service s3',
    ],
    [
      'an ARN of another account',
      `accounts: { Test: "111122223333" }\n${entry('{ accounts: [Test], resources: ["arn:aws:ec2:*:444455556666:*", "arn:aws:ec2:eu-west-1:444455556666:*"] }')}`,
      '3:69: exclusions[0].resources[1]: nothing can match: the ARN is of account 444455556666, which is not among the accounts of this entry',
    ],
    [
      'an address',
      entry('sources: [203.0.113.7]'),
      '2:15: exclusions[0].sources[0]: 203.0.113.7 is not a CIDR such as 203.0.113.0/24 or 2001:db8::/32. Did you mean 203.0.113.7/32?',
    ],
    [
      'an IPv6 address',
      entry('sources: ["2001:db8::1"]'),
      '2:15: exclusions[0].sources[0]: 2001:db8::1 is not a CIDR such as 203.0.113.0/24 or 2001:db8::/32. Did you mean 2001:db8::1/128?',
    ],
    [
      'too long a prefix',
      entry('sources: [203.0.113.0/33]'),
      '2:15: exclusions[0].sources[0]: 203.0.113.0/33 is not a CIDR such as 203.0.113.0/24 or 2001:db8::/32.',
    ],
    [
      'an octal address',
      entry('sources: [0203.0.113.0/24]'),
      '2:15: exclusions[0].sources[0]: 0203.0.113.0/24 is not a CIDR such as 203.0.113.0/24 or 2001:db8::/32.',
    ],
    [
      'an id of the catalogue',
      'customTemplates: [{ id: unrestricted-ssh-access, title: T, severity: LOW, ports: [{ protocol: tcp, from: 1 }] }]',
      '1:25: customTemplates[0].id: unrestricted-ssh-access is a template of the catalogue: choose another id',
    ],
    [
      'an id that is given twice',
      `${custom('{ protocol: tcp, from: 1 }')}\n  - { id: mine, title: Again, severity: LOW, ports: [{ protocol: tcp, from: 2 }] }`,
      '3:11: customTemplates[1].id: mine is the id of customTemplates[0] already: choose another',
    ],
    [
      'an id in capitals',
      'customTemplates: [{ id: Mine, title: T, severity: LOW, ports: [{ protocol: tcp, from: 1 }] }]',
      '1:25: customTemplates[0].id: expected lower-case words and hyphens, such as unrestricted-redis-access, found Mine',
    ],
    [
      'no title',
      'customTemplates: [{ id: mine, severity: LOW, ports: [{ protocol: tcp, from: 1 }] }]',
      '1:19: customTemplates[0].title: is missing',
    ],
    [
      'a severity in lower case',
      'customTemplates: [{ id: mine, title: T, severity: high, ports: [{ protocol: tcp, from: 1 }] }]',
      '1:51: customTemplates[0].severity: expected LOW, MEDIUM, HIGH or CRITICAL, found high. Did you mean HIGH?',
    ],
    ['no ports', custom(''), '2:52: customTemplates[0].ports: expected at least one entry'],
    [
      'a port that is too high',
      custom('{ protocol: tcp, from: 65536 }'),
      '2:76: customTemplates[0].ports[0].from: expected 65535 or less, found 65536',
    ],
    [
      'a negative port',
      custom('{ protocol: tcp, from: -1 }'),
      '2:76: customTemplates[0].ports[0].from: expected 0 or more, found -1',
    ],
    [
      'half a port',
      custom('{ protocol: tcp, from: 1.5 }'),
      '2:76: customTemplates[0].ports[0].from: expected a whole number, found 1.5',
    ],
    [
      'a port in quotes',
      custom('{ protocol: tcp, from: "22" }'),
      '2:76: customTemplates[0].ports[0].from: expected a number, found 22',
    ],
    [
      'a range that ends before it begins',
      custom('{ protocol: tcp, from: 9, to: 8 }'),
      '2:83: customTemplates[0].ports[0].to: the range ends at 8, before it begins at 9',
    ],
    [
      'a protocol without ports',
      custom('{ protocol: icmp, from: 8 }'),
      '2:65: customTemplates[0].ports[0].protocol: expected tcp or udp, found icmp.',
    ],
    [
      'a control that is none',
      'customTemplates: [{ id: mine, title: T, severity: LOW, controls: [EC2], ports: [{ protocol: tcp, from: 1 }] }]',
      '1:67: customTemplates[0].controls[0]: expected a control such as EC2.19, found EC2',
    ],
    [
      'a scan of nothing',
      'templates: { world-readable-s3-buckets: { scan: yes } }',
      '1:49: templates.world-readable-s3-buckets.scan: expected true, false or a mapping of keys to values, found yes',
    ],
    [
      'a scan of too much',
      'templates: { world-readable-s3-buckets: { scan: { samplingPercentage: 200 } } }',
      '1:71: templates.world-readable-s3-buckets.scan.samplingPercentage: expected 100 or less, found 200',
    ],
    [
      'a misspelt key of a scan',
      'templates: { world-readable-s3-buckets: { scan: { maxGigabyte: 2 } } }',
      '1:51: templates.world-readable-s3-buckets.scan.maxGigabyte: no such key. Did you mean maxGigabytes?',
    ],
    [
      'a sweep too often',
      'sweep: { every: 5 minutes }',
      '1:17: sweep.every: expected off, or a time such as 6 hours or 1 day, found 5 minutes',
    ],
    [
      'an operator that is no role',
      'operators: [alice]',
      '1:13: operators[0]: expected the ARN of a role, such as arn:aws:iam::*:role/SecurityAdministrator, found alice',
    ],
    [
      'a ledger that forgets what an exception may outlive',
      'retention: { ledgerDays: 29 }',
      '1:26: retention.ledgerDays: the ledger is kept for 29 days and an exception may hold for 30: keep it at least as long, or what a deletion has ended begins to hold again',
    ],
    [
      'an endless exception',
      'exceptions: { maxDays: 3650 }',
      '1:24: exceptions.maxDays: expected 366 or less, found 3650',
    ],
    ['a switch that is a word', 'alarm: "no"', '1:8: alarm: expected true or false, found no'],
    ['a key that stands twice', 'mode: off\nmode: notify', '2:1: The key mode stands on line 1 already.'],
    [
      'a tab',
      'templates:\n\tunrestricted-ssh-access: {}',
      '2:1: Tabs are not allowed as indentation: indent with spaces.',
    ],
    [
      'an anchor',
      'accounts: { A: &a "111122223333" }',
      '1:19: The anchor &a is not allowed: write the value out.',
    ],
    ['a tag', 'mode: !secret off', '1:15: The tag !secret is not allowed: write the plain value.'],
    ['two documents', 'mode: off\n---\nmode: off', '2:1: One file holds one policy: remove the line ---.'],
    [
      'a bracket that is never closed',
      'mode: [off',
      '1:11: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ],
  ])('%s', ([, text, expected]) => {
    expect(said(text)).toEqual([`policy.yaml:${expected}`]);
    expect(check(text).policy).toBeUndefined();
  });
});

describe('a resource that nothing can be called', () => {
  const resource = (pattern: string, more = '') =>
    entry(`{ resources: [${JSON.stringify(pattern)}]${more} }`);
  const sg = 'security-group/sg-0123456789abcdef0';
  test.for<[string, string, string]>([
    [
      'the objects of a bucket',
      'arn:aws:s3:::my-bucket/*',
      'a bucket has no / or : in its name, and its objects are not judged',
    ],
    ['a bucket with region', 'arn:aws:s3:us-east-1::b-1', 'a bucket: its ARN names no region'],
    ['a bucket with account', 'arn:aws:s3::111122223333:b-1', 'a bucket: its ARN names no account'],
    ['a group without region', `arn:aws:ec2::111122223333:${sg}`, 'a security group: its ARN names a region'],
    [
      'an instance',
      'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0',
      'the ARN of a security group goes on with security-group/',
    ],
    [
      'a database',
      'arn:aws:rds:us-east-1:111122223333:db:mydb',
      'the ARN of a DB snapshot goes on with snapshot:',
    ],
    [
      'an account of 11 digits',
      `arn:aws:ec2:us-east-1:11112222333:${sg}`,
      '11112222333 is no account id, which has 12 digits',
    ],
    ['a region that is none', `arn:aws:ec2:useast1:111122223333:${sg}`, 'useast1 is no region'],
    [
      'a group that is none',
      'arn:aws:ec2:us-east-1:111122223333:security-group/web',
      'web is no id of a security group',
    ],
    [
      'a glob of another tool',
      'web-?',
      'no name has a ? in it. Only * stands for any text: this is neither a regular expression nor a list, so write an entry for each',
    ],
    [
      'a regular expression',
      '^web-.*$',
      'no name has a ^ in it. Only * stands for any text: this is neither a regular expression nor a list, so write an entry for each',
    ],
    [
      'a choice',
      'web|api',
      'no name has a | in it. Only * stands for any text: this is neither a regular expression nor a list, so write an entry for each',
    ],
  ])('%s', ([, pattern, why]) => {
    expect(said(resource(pattern))).toEqual([
      `policy.yaml:2:19: exclusions[0].resources[0]: nothing can match: ${why}`,
    ]);
  });

  test('one of a region that the entry leaves out', () => {
    const text = resource(`arn:aws:ec2:us-east-1:111122223333:${sg}`, ', regions: [eu-west-1]');
    expect(said(text)).toEqual([
      expect.stringContaining('the ARN is of us-east-1, which is not among the regions'),
    ]);
  });

  test('a point before a star may be meant otherwise', () => {
    expect(said(resource('web-.*'))).toEqual([
      expect.stringContaining('warning: exclusions[0].resources[0]: web-.* is taken to the letter'),
    ]);
  });

  test.for([
    'sg-0123456789abcdef0',
    'web *',
    'my.bucket-*',
    'arn:*',
    'arn:aws:s3:::*',
    'arn:aws:s3:::my-*',
    'arn:*:ec2:*:111122223333:*',
    'arn:aws-cn:ec2:cn-north-1:111122223333:security-group/*',
    `arn:aws:ec2:us-east-1:111122223333:${sg}`,
    'arn:aws:ec2:us-east-1:111122223333:security-*',
    'arn:aws:rds:eu-west-1:111122223333:snapshot:mine-*',
  ])('but %s may be', (pattern) => {
    expect(check(resource(pattern)).policy?.exclusions).toHaveLength(1);
  });
});

describe('tags and regions of an exclusion', () => {
  test('are a text, a list, or not', () => {
    const yaml = entry(
      '{ tags: { Env: [dev, "test-*"], Tier: { not: prod }, Owner: "*" }, regions: [eu-west-1, "ap-*"] }',
    );
    expect(said(yaml)).toEqual([]);
    expect(check(yaml).policy?.exclusions).toMatchObject([
      { tags: { Env: ['dev', 'test-*'], Tier: { not: 'prod' }, Owner: '*' }, regions: ['eu-west-1', 'ap-*'] },
    ]);
  });

  test.for([
    ['tags: { Env: 7 }', 'exclusions[0].tags.Env: expected text, found 7: put it in quotes, "7"'],
    ['tags: { Env: [] }', 'exclusions[0].tags.Env: expected at least one entry'],
    ['tags: { Env: { is: x } }', 'exclusions[0].tags.Env.is: no such key'],
    ['regions: [Ireland]', 'exclusions[0].regions[0]: expected a region such as eu-west-1'],
    ['regions: [eu-west]', 'exclusions[0].regions[0]: expected a region such as eu-west-1'],
  ] as const)('%s is a mistake', ([yaml, why]) => {
    expect(said(entry(`{ ${yaml} }`)).join()).toContain(why);
  });
});

describe('a template of one’s own with the id of one that came later', () => {
  const own = (ports: string) =>
    `customTemplates: [{ id: unrestricted-memcached-access, title: T, severity: LOW, ports: [${ports}] }]`;
  test.for([
    [
      'with the same ports',
      '{ protocol: udp, from: 11211 }, { protocol: tcp, from: 11211 }',
      'Both cover the same ports, so that yours can go.',
    ],
    ['with fewer', '{ protocol: tcp, from: 11211 }', 'Yours leaves out udp 11211.'],
    [
      'with more',
      '{ protocol: tcp, from: 11210, to: 11213 }, { protocol: udp, from: 11211 }',
      'Yours adds tcp 11210, tcp 11212-11213.',
    ],
    ['with others', '{ protocol: tcp, from: 1 }', 'Yours adds tcp 1 and leaves out tcp 11211, udp 11211.'],
  ] as const)('%s is told how the two differ', ([, ports, difference]) => {
    expect(said(own(ports), KNOWN)).toEqual([
      `policy.yaml:1:25: warning: customTemplates[0].id: the catalogue has a template unrestricted-memcached-access since 0.2. This one takes its place, and its findings go on under the same id. ${difference}`,
    ]);
  });
  test('takes its place: its ports are judged, in the mode of the file, which was not written for the other', () => {
    const { policy = DEFAULT_POLICY } = check(own('{ protocol: tcp, from: 1 }'), KNOWN);
    const named = templatesOf(securityGroup, policy).filter(
      ({ id }) => id === 'unrestricted-memcached-access',
    );
    expect(named.map(({ covers }) => covers)).toEqual(['tcp 1']);
    expect(modeOf(policy, 'unrestricted-memcached-access')).toBe('remediate');
  });
  test('may be named by exclusions and settings as before', () => {
    const text = `${own('{ protocol: tcp, from: 11211 }, { protocol: udp, from: 11211 }')}
templates: { unrestricted-memcached-access: { mode: notify, ranges: split } }
exclusions: [{ templates: [unrestricted-memcached-access], sources: [0.0.0.0/0] }]`;
    expect(said(text, KNOWN)).toHaveLength(1);
    expect(modeOf(check(text, KNOWN).policy ?? DEFAULT_POLICY, 'unrestricted-memcached-access')).toBe(
      'notify',
    );
  });
});

describe('what is only suspicious', () => {
  test.for<[string, string, string]>([
    [
      'a day that is past',
      entry('{ accounts: ["111122223333"], until: 2026-11-21 }'),
      '2:42: warning: exclusions[0].until: 2026-11-21 is past: the exclusion no longer holds. Remove it, or give it a new day.',
    ],
    [
      'a source that never violates',
      entry('sources: [203.0.113.0/24]'),
      '2:15: warning: exclusions[0].sources[0]: rows from 203.0.113.0/24 need no exclusion: a range that narrow never violates, so this excludes nothing',
    ],
    [
      'an exclusion of everything',
      entry('{ resources: ["*"], reason: quiet }'),
      '2:19: warning: exclusions[0].resources[0]: * is every resource there is: as far as the other keys of this entry allow, nothing is closed any more',
    ],
    [
      'an override that an earlier one hides',
      'overrides: [{ regions: ["eu-*"], mode: notify }, { regions: [eu-west-1], templates: [unrestricted-ssh-access], mode: off }]',
      '1:50: warning: overrides[1]: never decides: entry 1 of overrides holds wherever this one does',
    ],
    [
      'an override that cannot raise',
      'overrides: [{ tags: { Stage: dev }, mode: remediate }]',
      '1:13: warning: overrides[0]: does nothing but stop later entries: an override with tags only lowers the mode',
    ],
  ])('%s is a warning, and the policy holds', ([, text, expected]) => {
    expect(said(text)).toEqual([`policy.yaml:${expected}`]);
    const { exclusions = [], overrides = [] } = check(text).policy ?? {};
    expect(exclusions.length + overrides.length).toBeGreaterThan(0);
  });
  test('today is not past', () => {
    expect(said(entry('{ accounts: ["111122223333"], until: 2026-11-22 }'))).toEqual([]);
  });
});

test('all mistakes are told at once, in the order of the file', () => {
  expect(
    said(`mode: remediat
mode: off
exclusions:
  - accounts: [Nobody]
    until: 2027-13-01
  - {}
  - { templates: [world-readable-s3-buckets], sources: [0.0.0.0/0] }
customTemplates:
  - { id: a, title: A, severity: LOW, ports: [{ protocol: tcp, from: 9, to: 8 }] }
  - { id: a, title: A }
`),
  ).toEqual([
    'policy.yaml:2:1: The key mode stands on line 1 already.',
    'policy.yaml:4:16: exclusions[0].accounts[0]: no account is called Nobody. Give it under accounts:, or write its 12 digits.',
    'policy.yaml:5:12: exclusions[0].until: expected a day such as 2027-01-31, found 2027-13-01',
    'policy.yaml:6:5: exclusions[1]: this would exclude everything: say what by accounts, regions, tags, resources, templates, sources, packages, cves, paths, rules or hashes',
    'policy.yaml:7:56: exclusions[2].sources: nothing can match: only security groups have sources, and world-readable-s3-buckets looks at none',
    'policy.yaml:9:77: customTemplates[0].ports[0].to: the range ends at 8, before it begins at 9',
    'policy.yaml:10:5: customTemplates[1].severity: is missing',
    'policy.yaml:10:5: customTemplates[1].ports: is missing',
    'policy.yaml:10:11: customTemplates[1].id: a is the id of customTemplates[0] already: choose another',
  ]);
});

test('aliases that multiply without bound are refused, not followed', () => {
  const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let i = 0; i < 12; i++)
    lines.push(
      `${'b'.repeat(i + 1)}: &x${i} [*${i === 0 ? 'a' : `x${i - 1}`}, *${i === 0 ? 'a' : `x${i - 1}`}]`,
    );
  const texts = said(lines.join('\n'));
  expect(texts[0]).toBe('policy.yaml:1:7: The anchor &a is not allowed: write the value out.');
  expect(check(lines.join('\n')).policy).toBeUndefined();
});
