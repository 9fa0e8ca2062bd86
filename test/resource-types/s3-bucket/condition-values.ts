import { ACCOUNT, type Row, when } from './rows.ts';

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
];

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
    'every role of an account',
    when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } }),
    'anyone',
    'public',
  ],
  ['the sessions of a role', when({ StringLike: { 'aws:userid': 'AROAEXAMPLEID:*' } }), 'anyone', 'public'],
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
