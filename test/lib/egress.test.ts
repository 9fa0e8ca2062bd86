import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type EgressSettings, type Policy } from '../../lambdas/core/base/policy.ts';
import { digestOf } from '../../lib/policy/digest.ts';
import { loadPolicy } from '../../lib/policy/load.ts';
import { workloadsOf } from '../../lib/policy/workloads.ts';
import { makePki } from '../support/pki.ts';
import { resources, synth } from './synth.ts';

const pki = makePki();
afterAll(() => pki.end());

const PLACE = {
  vpc: 'vpc-0123456789abcdef0',
  subnets: ['subnet-0123456789abcdef0'],
  securityGroup: 'sg-0123456789abcdef0',
};
const everything: Policy = {
  ...DEFAULT_POLICY,
  workloads: workloadsOf({}),
  templates: { 'world-readable-s3-buckets': { scan: { samplingPercentage: 100, maxGigabytes: 1 } } },
};
const withEgress = (egress: Partial<EgressSettings>) =>
  synth({ policy: { ...everything, egress: { ...PLACE, ...egress } } });

const variablesOf = ({ Properties }: ReturnType<typeof resources>[number]) =>
  (Properties['Environment'] as { readonly Variables: Readonly<Record<string, unknown>> }).Variables;

describe('with egress in the policy', () => {
  const template = withEgress({
    proxy: 'http://proxy.example.com:3128',
    caBundle: pki.path('corp-root.pem'),
    endpoints: ['dynamodb', 'dynamodb-streams', 's3'],
  });
  const functions = resources(template, 'AWS::Lambda::Function');

  test('every function is in the VPC, and goes by proxy and bundle', () => {
    expect(functions.length).toBeGreaterThan(8);
    for (const each of functions) {
      expect(each.Properties['VpcConfig']).toEqual({
        SubnetIds: PLACE.subnets,
        SecurityGroupIds: [PLACE.securityGroup],
      });
      expect(variablesOf(each)).toMatchObject({
        HTTPS_PROXY: 'http://proxy.example.com:3128',
        NODE_EXTRA_CA_CERTS: '/var/task/corporate-ca.pem',
        NO_PROXY: {
          'Fn::Sub':
            'dynamodb.${AWS::Region}.${AWS::URLSuffix},streams.dynamodb.${AWS::Region}.${AWS::URLSuffix},s3.${AWS::Region}.${AWS::URLSuffix},169.254.169.254,169.254.170.2',
        },
      });
    }
  });
  test('no function has what switches verification off, or rewires what is not AWS', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(
      /NODE_TLS_REJECT_UNAUTHORIZED|NODE_USE_ENV_PROXY|strict-ssl/,
    );
  });
  test('only Lambda itself may use the rights to the network', () => {
    const policies = resources(template, 'AWS::IAM::Policy').filter(({ id }) => id.includes('Network'));
    expect(policies).toHaveLength(functions.length);
    for (const { Properties } of policies)
      expect(Properties['PolicyDocument']).toMatchObject({
        Statement: [
          { Effect: 'Deny', Condition: { ArnEquals: { 'lambda:SourceFunctionArn': expect.anything() } } },
        ],
      });
  });
});

test('without a proxy the functions are in the VPC, and that is all', () => {
  const [first] = resources(withEgress({ endpoints: ['dynamodb'] }), 'AWS::Lambda::Function');
  expect(first?.Properties).toHaveProperty('VpcConfig');
  expect(Object.keys(first ? variablesOf(first) : {})).not.toEqual(expect.arrayContaining(['NO_PROXY']));
});

test('with a secret no URL of a proxy is in the stack, and what reads it starts first', () => {
  const template = withEgress({ proxySecret: 'proxy/drawbridge', endpoints: ['secretsmanager'] });
  for (const each of resources(template, 'AWS::Lambda::Function')) {
    expect(variablesOf(each)).toMatchObject({
      PROXY_SECRET: 'proxy/drawbridge',
      NODE_OPTIONS: '--import /var/task/proxy-secret.mjs',
    });
    expect(variablesOf(each)).not.toHaveProperty('HTTPS_PROXY');
  }
  expect(JSON.stringify(template.toJSON())).toContain(':secret:proxy/drawbridge-??????');
  expect(JSON.stringify(template.toJSON())).not.toContain('resolve:secretsmanager');
});

test('without the key nothing of it is there', () => {
  const text = JSON.stringify(synth({ policy: everything }).toJSON());
  expect(text).not.toMatch(/VpcConfig|PROXY|NODE_EXTRA_CA_CERTS|CreateNetworkInterface|NODE_OPTIONS/);
});

describe('in the policy file', () => {
  const good = {
    proxy: 'http://proxy.example.com:3128',
    caBundle: './corp-root.pem',
    endpoints: ['dynamodb', 's3', 'sns'],
  };
  const load = (egress: object) => {
    const file = pki.path('policy.yaml');
    writeFileSync(file, JSON.stringify({ egress: { ...PLACE, ...egress } }));
    return loadPolicy(file);
  };
  test('the bundle is found beside it', () => {
    const { policy, errors } = load(good);
    expect(errors).toEqual([]);
    expect(policy?.egress).toEqual({ ...PLACE, ...good, caBundle: join(pki.folder, 'corp-root.pem') });
  });
  test('where the file lies does not make it another policy', () => {
    const { policy } = load(good);
    if (!policy?.egress) throw new Error('none');
    expect(digestOf({ ...policy, egress: { ...policy.egress, caBundle: '/elsewhere/corp-root.pem' } })).toBe(
      digestOf(policy),
    );
    expect(digestOf({ ...policy, egress: { ...policy.egress, vpc: 'vpc-0' } })).not.toBe(digestOf(policy));
  });
  test.for<[string, object, RegExp]>([
    [
      'a password in the proxy',
      { proxy: 'http://me:secret@proxy.example.com:3128' },
      /egress\.proxy: no name or password here.*proxySecret/,
    ],
    ['a proxy that is no URL', { proxy: 'proxy.example.com' }, /expected a URL with a port/],
    ['both', { ...good, proxySecret: 'x', endpoints: ['secretsmanager'] }, /exclude each other/],
    ['a secret that cannot be read', { proxySecret: 'x' }, /interface endpoint of secretsmanager/],
    [
      'an endpoint that there is not',
      { endpoints: ['dynamodbb'] },
      /no endpoint is called dynamodbb\. Did you mean dynamodb\?/,
    ],
    ['an id of something else', { vpc: 'sg-0123456789abcdef0' }, /expected the id of a VPC/],
    ['no subnet', { subnets: [] }, /egress\.subnets/],
    ['a bundle that is not there', { caBundle: './none.pem' }, /there is no such file/],
    ['a bundle that Node would ignore', { caBundle: './corp-root.cer' }, /DER.*Node would ignore it/],
    ['a key', { caBundle: './with-key.pem' }, /private key is inside/],
    ['a key that there is not', { caFile: 'x' }, /no such key/],
  ])('%s is refused', ([, egress, says]) => {
    writeFileSync(pki.path('with-key.pem'), pki.text('corp-root.pem') + pki.text('corp-root.key'));
    const der = Buffer.from(pki.text('corp-root.pem').replaceAll(/-----.*-----|\n/g, ''), 'base64');
    writeFileSync(pki.path('corp-root.cer'), der);
    const { policy, errors } = load(egress);
    expect(policy).toBeUndefined();
    expect(errors.join('\n')).toMatch(says);
    expect(errors.join('\n')).not.toContain('secret@');
  });
});
