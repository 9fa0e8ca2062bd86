import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { CLIENTS } from '../../../cli/egress/aws-hosts.ts';
import {
  accountHosts,
  COMMAND_LINE_CLIENTS,
  endpointsOf,
  FUNCTION_CLIENTS,
} from '../../../cli/egress/endpoints.ts';
import { FORMATS } from '../../../cli/egress/endpoints-text.ts';
import { DEFAULT_POLICY, type Policy } from '../../../lambdas/core/base/policy.ts';
import { BUILD, functionNames } from '../../../lib/bundle/bundle.ts';
import { workloadsOf } from '../../../lib/policy/workloads.ts';

const PACKAGE = /node_modules\/@aws-sdk\/(client-[^/]+)\//;

const clientsIn = ({ outputs }: Metafile): readonly string[] => {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 ? (PACKAGE.exec(path)?.[1] ?? []) : [],
    ),
  );
  return [...new Set(used)].sort();
};

describe('the clients that are bundled', () => {
  test('every function is listed', () => {
    expect(Object.keys(FUNCTION_CLIENTS).sort()).toEqual(functionNames());
  });
  test.for(functionNames())('of %s are all listed, and no other', (name) => {
    const metafile = JSON.parse(readFileSync(join(BUILD, name, 'meta.json'), 'utf8')) as Metafile;
    expect(clientsIn(metafile)).toEqual(FUNCTION_CLIENTS[name]);
  });
  test('of the command line are all listed, and no other', async () => {
    const { metafile } = await build({
      entryPoints: ['cli/program.ts'],
      outdir: 'never-written',
      bundle: true,
      splitting: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      // What only says where a service is, is not there to call it.
      external: ['./aws-hosts.ts', '*/aws-hosts.ts'],
      mainFields: ['module', 'main'],
      logLevel: 'silent',
    });
    expect(clientsIn(metafile)).toEqual(COMMAND_LINE_CLIENTS);
  });
  test('of anybody can be asked where their service is', () => {
    const all = new Set([...COMMAND_LINE_CLIENTS, ...Object.values(FUNCTION_CLIENTS).flat()]);
    expect(Object.keys(CLIENTS).sort()).toEqual([...all].sort());
  });
});

const account = '123456789012';
const everything: Policy = {
  ...DEFAULT_POLICY,
  templates: { 'world-readable-s3-buckets': { scan: { samplingPercentage: 100, maxGigabytes: 1 } } },
  workloads: workloadsOf({}),
};
const REGIONS = ['eu-west-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'ap-northeast-1'];

describe('the hosts', () => {
  test.for(REGIONS)('of %s are exact', async (region) => {
    const endpoints = await endpointsOf({ region, account, policy: everything });
    for (const { host } of endpoints) expect(host).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    expect(JSON.stringify(endpoints)).not.toContain('*');
    expect(endpoints.map((each) => `${each.host} ${each.for.join(', ')}`)).toMatchSnapshot();
  });
  test.for([
    ['eu-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['eusc-de-east-1', 'amazonaws.eu'],
  ] as const)('of %s end in %s, those with the account in them as well', async ([region, suffix]) => {
    const hosts = (await endpointsOf({ region, account, policy: DEFAULT_POLICY })).map(({ host }) => host);
    for (const host of ['sts', 'dynamodb', 's3', 'ec2', `${account}.s3-control`])
      expect(hosts).toContain(`${host}.${region}.${suffix}`);
    expect(hosts).toContain(`cdk-hnb659fds-assets-${account}-${region}.s3.${region}.${suffix}`);
  });
  test('of advisories are there with workloads only, and are the mirror where there is one', async () => {
    const hosts = async (policy: Policy) =>
      (await endpointsOf({ region: 'eu-west-1', account, policy })).map(({ host }) => host);
    const mirrored = { ...everything, workloads: workloadsOf({ mirror: 'https://mirror.example.com/x' }) };
    expect(await hosts(DEFAULT_POLICY)).not.toContain('cdn.amazonlinux.com');
    expect(await hosts(DEFAULT_POLICY)).not.toContain('macie2.eu-west-1.amazonaws.com');
    expect(await hosts(everything)).toEqual(
      expect.arrayContaining(['cdn.amazonlinux.com', 'macie2.eu-west-1.amazonaws.com']),
    );
    expect(await hosts(mirrored)).toContain('mirror.example.com');
    expect(await hosts(mirrored)).not.toContain('cdn.amazonlinux.com');
  });
  test('of an account that nobody knows are missing, and can be named', async () => {
    const hosts = await endpointsOf({ region: 'eu-west-1', policy: DEFAULT_POLICY });
    expect(JSON.stringify(hosts)).not.toMatch(/s3-control|assets|undefined|</);
    expect(accountHosts('eu-west-1')).toContain('<account>.s3-control.eu-west-1.amazonaws.com');
  });
  test('can be printed for proxies, one name a line, and for NO_PROXY', async () => {
    const endpoints = await endpointsOf({ region: 'eu-west-1', account, policy: DEFAULT_POLICY });
    const hosts = endpoints.map(({ host }) => host);
    expect(FORMATS['squid']?.(endpoints).split('\n')).toEqual(hosts);
    expect(FORMATS['netskope']?.(endpoints).split('\n')).toEqual(hosts);
    expect(FORMATS['noproxy']?.(endpoints)).toBe(`NO_PROXY=${hosts.join(',')}`);
    for (const host of hosts) expect(FORMATS['text']?.(endpoints)).toContain(host);
  });
});
