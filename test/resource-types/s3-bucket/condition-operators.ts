import { ACCOUNT, doubt, type Row, when } from './rows.ts';

const negative = (operator: string, key: string, value: string): Row => [
  `${operator} ${key}`,
  when({ [operator]: { [key]: value } }),
  'anyone',
  'operators',
];

/** Operators and keys that narrow nothing, or that nobody knows. */
export const OPERATORS: readonly Row[] = [
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
  negative('StringEquals', 's3:authType', 'REST-QUERY-STRING'),
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
    'a quantifier that is misspelt',
    when({ 'ForAnyValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/' } }),
    doubt('the condition operator foranyvalues:stringequals'),
    'operators',
  ],
  [
    'a text operator on an address',
    when({ StringLike: { 'aws:SourceIp': '10.*' } }),
    doubt('stringlike on aws:sourceip'),
    'operators',
  ],
  ...[
    ['AWS services', 'Bool', 'aws:PrincipalIsAWSService', 'true'],
    ['the network of an instance', 'StringEquals', 'aws:Ec2InstanceSourceVpc', 'vpc-1'],
    ['a function', 'ArnEquals', 'lambda:SourceFunctionArn', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`],
    ['an instance', 'ArnEquals', 'ec2:SourceInstanceARN', `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1`],
  ].map(
    ([says = '', operator = '', key = '', value]): Row => [
      `the key of ${says}, which S3 does not count among the narrow`,
      when({ [operator]: { [key]: value } }),
      doubt(`the condition key ${key.toLowerCase()}`),
      'keys',
    ],
  ),
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

/** Several comparisons in one condition. */
export const COMBINATIONS: readonly Row[] = [
  [
    'an organization in capitals, and a role of any account',
    when({
      StringEquals: { 'AWS:PrincipalOrgID': 'o-a1b2c3d4e5' },
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/app' },
    }),
    'narrow',
    'condition',
  ],
  [
    'an address within a fixed network, and one that cannot be read',
    when({ IpAddress: { 'aws:SourceIp': 'home' }, StringEquals: { 'aws:SourceVpc': 'vpc-1' } }),
    'narrow',
    'condition',
  ],
  [
    'one endpoint and any other',
    when({ StringLike: { 'aws:SourceVpce': ['vpce-1', 'vpce-*'] } }),
    'anyone',
    'public',
  ],
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
