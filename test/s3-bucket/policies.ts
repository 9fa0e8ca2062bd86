import type { PAGES } from './pages.ts';

/** What a statement does to the bucket: lets anyone in, does not, or cannot be told, for which reason. */
export type Expected = 'anyone' | 'narrow' | { readonly doubt: string };

export type Row = readonly [
  says: string,
  statement: Readonly<Record<string, unknown>>,
  expected: Expected,
  page: keyof typeof PAGES,
];

const ACCOUNT = '123456789012';
const when = (Condition: unknown) => ({ Condition });
const doubt = (reason: string): Expected => ({ doubt: reason });

const PRINCIPALS: readonly Row[] = [
  ['Principal *', { Principal: '*' }, 'anyone', 'principal'],
  ['Principal AWS *', { Principal: { AWS: '*' } }, 'anyone', 'principal'],
  ['Principal AWS list with *', { Principal: { AWS: ['*'] } }, 'anyone', 'principal'],
  ['* among accounts', { Principal: { AWS: [ACCOUNT, '*'] } }, 'anyone', 'principal'],
  [
    '* beside a service',
    { Principal: { Service: 'logging.s3.amazonaws.com', AWS: '*' } },
    'anyone',
    'principal',
  ],
  ['Principal * of type *', { Principal: { '*': '*' } }, 'anyone', 'principal'],
  ['the element in lower case', { Principal: undefined, principal: '*' }, 'anyone', 'grammar'],
  ['an account by number', { Principal: { AWS: ACCOUNT } }, 'narrow', 'principal'],
  ['an account by a JSON number', { Principal: { AWS: 123456789012 } }, 'narrow', 'principal'],
  ['an account by ARN', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }, 'narrow', 'principal'],
  ['an account of China', { Principal: { AWS: `arn:aws-cn:iam::${ACCOUNT}:root` } }, 'narrow', 'principal'],
  ['a role', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/r` } }, 'narrow', 'principal'],
  ['several accounts', { Principal: { AWS: [ACCOUNT, '210987654321'] } }, 'narrow', 'principal'],
  ['a user that was deleted', { Principal: { AWS: 'AIDACKCEVSQ6C2EXAMPLE' } }, 'narrow', 'principal'],
  ['a wildcard within an ARN', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/*` } }, 'anyone', 'public'],
  ['nobody', { Principal: { AWS: [] } }, 'narrow', 'principal'],
  ['a service', { Principal: { Service: 'cloudtrail.amazonaws.com' } }, 'narrow', 'public'],
  ['every service', { Principal: { Service: '*' } }, 'anyone', 'public'],
  [
    'a canonical user',
    { Principal: { CanonicalUser: '79a59df900b949e55d96a1e698fbaced' } },
    'narrow',
    'principal',
  ],
  ['a web identity provider', { Principal: { Federated: 'graph.facebook.com' } }, 'anyone', 'principal'],
  [
    'a SAML provider of an account',
    { Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/p` } },
    'narrow',
    'principal',
  ],
  [
    'an OIDC provider of an account',
    { Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/p.example` } },
    'narrow',
    'principal',
  ],
  [
    'any SAML provider of an account',
    { Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/*` } },
    'anyone',
    'public',
  ],
  [
    'NotPrincipal',
    { Principal: undefined, NotPrincipal: { AWS: ACCOUNT } },
    doubt('NotPrincipal'),
    'notPrincipal',
  ],
  [
    'a principal of an unknown type',
    { Principal: { Robot: '*' } },
    doubt('the principal type robot'),
    'principal',
  ],
  ['no principal', { Principal: undefined }, doubt('the principal'), 'principal'],
  [
    'a policy variable as principal',
    { Principal: { AWS: '${aws:userid}' } },
    doubt('the policy variable in Principal'),
    'variables',
  ],
  [
    "CloudFront's origin access control",
    {
      Principal: { Service: 'cloudfront.amazonaws.com' },
      ...when({ StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/E1` } }),
    },
    'narrow',
    'cloudFront',
  ],
  [
    "CloudFront's origin access identity",
    { Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } },
    'narrow',
    'cloudFront',
  ],
  ['a denial', { Effect: 'Deny' }, 'narrow', 'effect'],
  ['an unknown effect', { Effect: 'Maybe' }, doubt('the effect'), 'effect'],
];

const narrowedBy = (key: string, value: unknown, operator = 'StringEquals'): Row => [
  `${operator} ${key} ${JSON.stringify(value)}`,
  when({ [operator]: { [key]: value } }),
  'narrow',
  'public',
];

const FIXED_VALUES: readonly Row[] = [
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

const OPEN_VALUES: readonly Row[] = [
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

const negative = (operator: string, key: string, value: string): Row => [
  `${operator} ${key}`,
  when({ [operator]: { [key]: value } }),
  'anyone',
  'operators',
];

const OPERATORS: readonly Row[] = [
  negative('NotIpAddress', 'aws:SourceIp', '192.0.2.0/24'),
  negative('StringNotEquals', 'aws:SourceVpc', 'vpc-1'),
  negative('StringNotEqualsIgnoreCase', 'aws:SourceVpc', 'vpc-1'),
  negative('StringNotLike', 'aws:SourceVpc', 'vpc-1'),
  negative('ArnNotEquals', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/r`),
  negative('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/r`),
  negative('Null', 'aws:SourceVpc', 'false'),
  negative('Null', 'aws:SourceVpc', 'true'),
  negative('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1'),
  negative('IpAddressIfExists', 'aws:SourceIp', '203.0.113.0/24'),
  negative('Bool', 'aws:SecureTransport', 'true'),
  negative('Bool', 'aws:MultiFactorAuthPresent', 'true'),
  negative('NumericLessThanEquals', 's3:max-keys', '10'),
  negative('DateGreaterThan', 'aws:CurrentTime', '2030-01-01T00:00:00Z'),
  negative('StringEquals', 's3:prefix', 'public/'),
  negative('StringEquals', 's3:ExistingObjectTag/public', 'yes'),
  negative('StringEquals', 's3:x-amz-acl', 'bucket-owner-full-control'),
  negative('StringLike', 'aws:Referer', 'https://www.example.com/*'),
  negative('StringEquals', 'aws:Referer', 'https://www.example.com/'),
  negative('StringEquals', 'aws:UserAgent', 'secret'),
  negative('StringEquals', 'aws:PrincipalTag/team', 'blue'),
  negative('StringEquals', 'aws:PrincipalType', 'AssumedRole'),
  negative('StringEquals', 'aws:username', 'bob'),
  negative('StringEquals', 'aws:ResourceAccount', ACCOUNT),
  negative('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/16'),
  ['an empty condition', when({}), 'anyone', 'condition'],
  ['Foo', when({ Foo: { 'aws:SourceVpc': 'vpc-1' } }), doubt('the condition operator foo'), 'operators'],
  [
    'StringEqualsIfExistsNow',
    when({ StringEqualsIfExistsNow: { 'aws:SourceVpc': 'vpc-1' } }),
    doubt('the condition operator stringequalsifexistsnow'),
    'operators',
  ],
  [
    'StringEquals on an address',
    when({ StringEquals: { 'aws:SourceIp': '203.0.113.7' } }),
    doubt('stringequals on aws:sourceip'),
    'operators',
  ],
  [
    'NumericEquals on an account',
    when({ NumericEquals: { 'aws:SourceAccount': ACCOUNT } }),
    doubt('numericequals on aws:sourceaccount'),
    'operators',
  ],
  [
    'an address that is none',
    when({ IpAddress: { 'aws:SourceIp': 'home' } }),
    doubt('the value of aws:sourceip'),
    'operators',
  ],
  [
    'a value that is an object',
    when({ StringEquals: { 'aws:SourceVpc': {} } }),
    doubt('the value of aws:sourcevpc'),
    'grammar',
  ],
  ['a condition that is a text', when('always'), doubt('the condition'), 'grammar'],
  [
    'a key that nobody knows yet',
    when({ StringEquals: { 'aws:SourcePlanet': 'earth' } }),
    doubt('the condition key aws:sourceplanet'),
    'keys',
  ],
  [
    'a key of an identity provider',
    {
      Principal: { Federated: 'graph.facebook.com' },
      ...when({ StringEquals: { 'graph.facebook.com:app_id': '111' } }),
    },
    doubt('the condition key graph.facebook.com:app_id'),
    'principal',
  ],
  [
    'the own organization by a variable',
    when({ StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } }),
    doubt('the policy variable in aws:principalorgid'),
    'variables',
  ],
];

const COMBINATIONS: readonly Row[] = [
  [
    'a narrow and an open key',
    when({ StringEquals: { 'aws:SourceVpc': 'vpc-1', 's3:prefix': 'a' } }),
    'narrow',
    'condition',
  ],
  [
    'a narrow operator and an open one',
    when({ Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:SourceVpc': 'vpc-1' } }),
    'narrow',
    'condition',
  ],
  [
    'a narrow operator and an unknown one',
    when({ Foo: { a: 'b' }, StringEquals: { 'aws:SourceVpc': 'vpc-1' } }),
    'narrow',
    'condition',
  ],
  [
    'a narrow and a broad address key',
    when({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' }, StringEquals: { 'aws:SourceVpce': 'vpce-1' } }),
    'narrow',
    'condition',
  ],
  [
    'an account and an unknown operator',
    { Principal: { AWS: ACCOUNT }, ...when({ Foo: { a: 'b' } }) },
    'narrow',
    'principal',
  ],
  [
    'IfExists on a key that Null demands',
    when({ StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' }, Null: { 'aws:SourceVpc': false } }),
    'narrow',
    'operators',
  ],
  [
    'IfExists on another key than Null demands',
    when({ StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' }, Null: { 'aws:SourceVpce': false } }),
    'anyone',
    'operators',
  ],
  [
    'ForAnyValue',
    when({
      'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/' },
    }),
    'narrow',
    'multi',
  ],
  [
    'ForAnyValue with any unit of one organization',
    when({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/*' } }),
    'narrow',
    'keys',
  ],
  [
    'ForAnyValue with any organization',
    when({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*/r-ab12/*' } }),
    'anyone',
    'public',
  ],
  [
    'ForAllValues, met by whoever sends no such key',
    when({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/' } }),
    'anyone',
    'multi',
  ],
  [
    'ForAllValues on a key that Null demands',
    when({
      'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/' },
      Null: { 'aws:PrincipalOrgPaths': 'false' },
    }),
    'narrow',
    'multi',
  ],
];

const NEWER_KEYS: readonly Row[] = [
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

const RESOURCES: readonly Row[] = [
  ['one object', { Resource: 'arn:aws:s3:::b/index.html' }, 'anyone', 'public'],
  ['NotResource', { Resource: undefined, NotResource: 'arn:aws:s3:::b/private/*' }, 'anyone', 'notResource'],
  ['no resource', { Resource: undefined }, 'anyone', 'grammar'],
];

/** Statements on a bucket `b`, each what differs from `Allow * s3:GetObject on arn:aws:s3:::b/*`. */
export const STATEMENTS: readonly Row[] = [
  ...PRINCIPALS,
  ...FIXED_VALUES,
  ...OPEN_VALUES,
  ...OPERATORS,
  ...COMBINATIONS,
  ...NEWER_KEYS,
  ...RESOURCES,
];

type Ids = readonly ('read' | 'write' | 'full')[];

/** What a public statement with these actions comes to. */
export const ACTIONS: readonly (readonly [actions: unknown, access: Ids, page: keyof typeof PAGES])[] = [
  ['s3:GetObject', ['read'], 'action'],
  ['S3:getobject', ['read'], 'action'],
  ['s3:ListBucket', ['read'], 'action'],
  ['s3:GetBucketAcl', ['read'], 'public'],
  ['s3:Get*', ['read'], 'action'],
  ['s3:G?tObject', ['read'], 'action'],
  ['s3:G*', ['read'], 'action'],
  [['s3:Get*', 's3:List*'], ['read'], 'action'],
  ['s3:PutObject', ['write'], 'action'],
  ['s3:DeleteObject', ['write'], 'action'],
  ['s3:PutBucketPolicy', ['write'], 'public'],
  ['s3:PutBucketAcl', ['write'], 'public'],
  ['s3:AbortMultipartUpload', ['write'], 'public'],
  ['s3:RestoreObject', ['write'], 'public'],
  ['s3:BypassGovernanceRetention', ['write'], 'public'],
  ['s3:NotASupportedAction', ['write'], 'public'],
  [['s3:GetObject', 's3:PutObject'], ['read', 'write'], 'action'],
  ['s3:*Object', ['read', 'write'], 'action'],
  ['s3:*Acl', ['read', 'write'], 'action'],
  ['s3:?*', ['read', 'write', 'full'], 'action'],
  ['s3:*', ['read', 'write', 'full'], 'action'],
  ['s3:**', ['read', 'write', 'full'], 'action'],
  ['*', ['read', 'write', 'full'], 'action'],
  ['S3:*', ['read', 'write', 'full'], 'action'],
  [['s3:GetObject', 's3:*'], ['read', 'write', 'full'], 'action'],
  [[], [], 'action'],
];
