import { ACCOUNT, doubt, type Row, when } from './rows.ts';

const narrowedBy = (key: string, value: unknown, operator = 'StringEquals'): Row => [
  `${operator} ${key} ${JSON.stringify(value)}`,
  when({ [operator]: { [key]: value } }),
  'narrow',
  'public',
];

/** Values that leave a fixed circle. */
export const FIXED_VALUES: readonly Row[] = [
  narrowedBy('aws:PrincipalOrgID', 'o-a1b2c3d4e5'),
  narrowedBy('aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/r`, 'ArnEquals'),
  narrowedBy('aws:PrincipalAccount', ACCOUNT),
  narrowedBy('aws:SourceArn', `arn:aws:sns:us-east-1:${ACCOUNT}:t`, 'ArnLike'),
  narrowedBy('aws:SourceVpc', 'vpc-91237329'),
  narrowedBy('aws:SourceVpce', ['vpce-1a2b3c4d', 'vpce-5e6f7a8b']),
  narrowedBy('aws:SourceVpce', 'vpce-1a2b3c4d', 'StringEqualsIgnoreCase'),
  narrowedBy('aws:SourceVpce', 'vpce-1a2b3c4d', 'StringLike'),
  narrowedBy('aws:SourceOwner', ACCOUNT),
  narrowedBy('aws:SourceAccount', ACCOUNT),
  narrowedBy('aws:SourceAccount', 123456789012),
  narrowedBy('aws:userid', 'AIDACKCEVSQ6C2EXAMPLE'),
  narrowedBy('aws:userId', 'AROAEXAMPLEID:foo', 'StringLike'),
  narrowedBy('s3:DataAccessPointArn', `arn:aws:s3:us-west-2:${ACCOUNT}:accesspoint/a`),
  narrowedBy('s3:DataAccessPointArn', `arn:aws:s3:us-west-2:${ACCOUNT}:accesspoint/*`, 'ArnLike'),
  narrowedBy('s3:DataAccessPointAccount', ACCOUNT),
  narrowedBy('AWS:SOURCEVPC', 'vpc-91237329'),
  narrowedBy('aws:sourcevpce', 'vpce-1a2b3c4d', 'stringequals'),
  narrowedBy('aws:SourceIp', '203.0.113.0/24', 'IpAddress'),
  narrowedBy('aws:SourceIp', '203.0.113.7', 'IpAddress'),
  narrowedBy('aws:SourceIp', '11.0.0.0/8', 'IpAddress'),
  narrowedBy('aws:SourceIp', ['203.0.113.0/24', '2001:db8::/32'], 'IpAddress'),
  narrowedBy('aws:SourceIp', '2001:db8::1', 'IpAddress'),
  narrowedBy(
    'aws:SourceIp',
    Array.from({ length: 100 }, (_, i) => `${i + 1}.0.0.0/8`),
    'IpAddress',
  ),
  // No request over IPv4 ever meets it.
  narrowedBy('aws:SourceIp', '::ffff:0:0/96', 'IpAddress'),
];

const pinnedBy = (says: string, operator: string, key: string, value: unknown): Row => [
  says,
  when({ [operator]: { [key]: value } }),
  doubt(`the wildcard in ${key.toLowerCase()}`),
  'public',
];

/** Wildcards whose fixed part pins one account or one role: public by the letter, and nobody else gets in. */
export const PINNED_VALUES: readonly Row[] = [
  pinnedBy('every role of an account', 'ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/*`),
  pinnedBy('some roles of an account', 'ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/ci-*`),
  pinnedBy(
    'the roles of single sign-on',
    'ArnLike',
    'aws:PrincipalArn',
    `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*`,
  ),
  pinnedBy('the trails of an account', 'ArnLike', 'aws:SourceArn', `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*`),
  pinnedBy(
    'the same by an operator that knows no wildcards',
    'StringEquals',
    'aws:SourceArn',
    `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*`,
  ),
  pinnedBy(
    'the networks of an account',
    'ArnLike',
    'aws:SourceVpcArn',
    `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/*`,
  ),
  pinnedBy('the sessions of a role', 'StringLike', 'aws:userid', 'AROAEXAMPLEID:*'),
  pinnedBy('the same in a list', 'StringLike', 'aws:userId', ['AROAEXAMPLEID:*', 'AIDACKCEVSQ6C2EXAMPLE']),
  pinnedBy('the federated users of an account', 'StringLike', 'aws:userid', `${ACCOUNT}:*`),
  pinnedBy('an account in any partition', 'ArnLike', 'aws:PrincipalArn', `arn:*:iam::${ACCOUNT}:root`),
];

/** Addresses that cannot be read, and so are nobody's. */
export const UNREADABLE_VALUES: readonly Row[] = [
  '203.0.113.0/24,198.51.100.0/24',
  '203.0.113.0/255.255.255.0',
  '203.0.113.0/',
  ' 203.0.113.0/24',
  '203.0.113.0/33',
  '203.0.113.300/24',
  '10.207.*.*',
  '10/8',
  'home',
].map(
  (value): Row => [
    `aws:SourceIp ${JSON.stringify(value)}`,
    when({ IpAddress: { 'aws:SourceIp': value } }),
    doubt('the value of aws:sourceip'),
    'operators',
  ],
);

/** Values that leave anyone. */
export const OPEN_VALUES: readonly Row[] = [
  ['StringLike aws:SourceVpc vpc-*', when({ StringLike: { 'aws:SourceVpc': 'vpc-*' } }), 'anyone', 'public'],
  ['StringEquals with a wildcard', when({ StringEquals: { 'aws:SourceVpc': 'vpc-*' } }), 'anyone', 'public'],
  ['a ? as wildcard', when({ StringLike: { 'aws:SourceAccount': '12345678901?' } }), 'anyone', 'public'],
  [
    'one wildcard among fixed values',
    when({ StringLike: { 'aws:SourceVpce': ['vpce-1', '*'] } }),
    'anyone',
    'public',
  ],
  [
    'access points of any account',
    when({ ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:*:accesspoint/a' } }),
    'anyone',
    'public',
  ],
  ['aws:SourceIp 0.0.0.0/0', when({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }), 'anyone', 'public'],
  ['aws:SourceIp ::/0', when({ IpAddress: { 'aws:SourceIp': '::/0' } }), 'anyone', 'public'],
  ['aws:SourceIp broader than /8', when({ IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }), 'anyone', 'public'],
  ['aws:SourceIp /7', when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/7' } }), 'anyone', 'public'],
  [
    'aws:SourceIp broader than /32 in IPv6',
    when({ IpAddress: { 'aws:SourceIp': '2000::/3' } }),
    'anyone',
    'public',
  ],
  ['aws:SourceIp /31 in IPv6', when({ IpAddress: { 'aws:SourceIp': '2001:db8::/31' } }), 'anyone', 'public'],
  [
    'the world among narrow addresses',
    when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/0'] } }),
    'anyone',
    'public',
  ],
  [
    'a wildcard for the account beside one that pins it',
    when({
      ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/ci', `arn:aws:iam::${ACCOUNT}:role/ci-*`] },
    }),
    'anyone',
    'public',
  ],
  [
    'a wildcard in the account',
    when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::12345678901?:root' } }),
    'anyone',
    'public',
  ],
  ['any role id', when({ StringLike: { 'aws:userid': 'AROA*:me' } }), 'anyone', 'public'],
  [
    '256 blocks of /8, each of them narrow',
    when({ IpAddress: { 'aws:SourceIp': Array.from({ length: 256 }, (_, i) => `${i}.0.0.0/8`) } }),
    'anyone',
    'public',
  ],
  [
    'most of the world in blocks of /8 and /9',
    when({
      IpAddress: {
        'aws:SourceIp': Array.from({ length: 224 }, (_, i) => [`${i}.0.0.0/9`, `${i}.128.0.0/9`]).flat(),
      },
    }),
    'anyone',
    'public',
  ],
  [
    'a key given by a list of the open and the variable',
    when({ StringLike: { 'aws:SourceVpc': ['${aws:userid}', 'vpc-?'] } }),
    'anyone',
    'public',
  ],
];

/** Keys that IAM has got since S3 wrote its list. */
export const NEWER_KEYS: readonly Row[] = [
  ...[
    ['aws:SourceOrgID', 'o-a1b2c3d4e5'],
    ['aws:SourceOrgPaths', 'o-a1b2c3d4e5/r-ab12/*'],
    ['aws:PrincipalServiceName', 'cloudtrail.amazonaws.com'],
    ['aws:SourceVpcArn', `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/vpc-1`],
    ['aws:VpceAccount', ACCOUNT],
    ['aws:VpceOrgID', 'o-a1b2c3d4e5'],
    ['aws:VpceOrgPaths', 'o-a1b2c3d4e5/r-ab12/*'],
  ].map(([key = '', value]): Row => [key, when({ StringLike: { [key]: value } }), 'narrow', 'keys']),
  [
    'a KMS key',
    when({
      StringEquals: {
        's3:x-amz-server-side-encryption-aws-kms-key-id': `arn:aws:kms:us-east-1:${ACCOUNT}:key/k`,
      },
    }),
    'narrow',
    'apiPublic',
  ],
];
