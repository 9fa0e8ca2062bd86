import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const BUCKET_ENDPOINT = fileURLToPath(new URL('./stand-ins/s3-endpoint.ts', import.meta.url));
const TABLE_ENDPOINT = fileURLToPath(new URL('./stand-ins/dynamodb-endpoint.ts', import.meta.url));

const REGION_ENDPOINT = fileURLToPath(new URL('./stand-ins/region-endpoint.ts', import.meta.url));

interface Part {
  readonly file: RegExp;
  readonly instead: string;
}

/**
 * Parts of the SDK that its clients load whether or not they are used, and that no function uses. Each stands for the
 * module of the same exports; sizes are what a function weighs less, compressed.
 */
const PARTS: readonly Part[] = [
  {
    // Asking a service where its endpoint is; DynamoDB's is where its region is: 2.5 KB.
    file: /@aws-sdk[\\/]middleware-endpoint-discovery[\\/]dist-es[\\/]index\.js$/,
    instead: `export const resolveEndpointDiscoveryConfig = (config) => config;
      export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
        environmentVariableSelector: () => undefined, configFileSelector: () => undefined, default: undefined };`,
  },
  {
    // S3's endpoint rules: 6 KB.
    file: /@aws-sdk[\\/]client-s3[\\/]dist-es[\\/]endpoint[\\/]endpointResolver\.js$/,
    instead: `export { bucketEndpoint as defaultEndpointResolver } from ${JSON.stringify(BUCKET_ENDPOINT)};`,
  },
  {
    // SHA-1, for callers who ask S3 for such checksums: 1.4 KB.
    file: /@aws-sdk[\\/]checksums[\\/]dist-es[\\/]submodules[\\/]sha[\\/]index\.js$/,
    instead: 'export class Sha1 {}',
  },
  {
    // Another checksum, of objects, none of which is read or written here: 0.6 KB.
    file: /@aws-sdk[\\/]checksums[\\/]dist-es[\\/]submodules[\\/]crc[\\/]crc64-nvme[\\/]Crc64NvmeJs\.js$/,
    instead: 'export class Crc64NvmeJs {}',
  },
  {
    // The region by EC2's metadata service: a function has it in its environment. 0.6 KB.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]config[\\/]config-resolver[\\/]regionConfig[\\/]getInstanceMetadataRegion\.js$/,
    instead: 'export const getInstanceMetadataRegion = async () => undefined;',
  },
  {
    // MD5 of messages, none of which is sent here, where there is no native one: 0.6 KB.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]checksum[\\/]md5[\\/]Md5Js\.js$/,
    instead: 'export class Md5Js {}',
  },
  {
    // Signatures for several regions at once, as access points over regions want them; of S3 only: 0.8 KB.
    file: /@aws-sdk[\\/]signature-v4-multi-region[\\/]dist-es[\\/]SignatureV4MultiRegion\.js$/,
    instead: `import { SignatureV4SignWithCredentials } from './SignatureV4SignWithCredentials';
      export class SignatureV4MultiRegion extends SignatureV4SignWithCredentials {
        static sigv4aDependency() { return 'none'; }
      }`,
  },
  {
    // Sessions of directory buckets, which nothing here judges: 0.7 KB.
    file: /@aws-sdk[\\/]middleware-sdk-s3[\\/].*[\\/]S3ExpressIdentityProviderImpl\.js$/,
    instead: 'export class S3ExpressIdentityProviderImpl {}',
  },
  {
    // The headers of event streams: 1 KB.
    file: /@smithy[\\/]signature-v4[\\/]dist-es[\\/]HeaderFormatter\.js$/,
    instead: 'export class HeaderFormatter {}',
  },
  {
    // SHA-256 where there is no native one: 1.6 KB.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]checksum[\\/]sha256[\\/]Sha256Js\.js$/,
    instead: 'export class Sha256Js {}',
  },
  {
    // MD5 where there is no native one: 0.6 KB.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]checksum[\\/]md5[\\/]Md5Js\.js$/,
    instead: 'export class Md5Js {}',
  },
  {
    // Streams of browsers: Node's own are what its HTTP handler gives. 1 KB.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]serde[\\/]util-stream[\\/](checksum[\\/]createChecksumStream|getAwsChunkedEncodingStream|sdk-stream-mixin)\.browser\.js$/,
    instead: `const unheard = () => { throw new TypeError('No browser is here.'); };
      export { unheard as createChecksumStream, unheard as getAwsChunkedEncodingStream, unheard as sdkStreamMixin };`,
  },
  {
    // The pace of the retry mode `adaptive`, which nothing here asks for: 0.8 KB.
    file: /@smithy[\\/]core[\\/]dist-es[\\/]submodules[\\/]retry[\\/]util-retry[\\/]DefaultRateLimiter\.js$/,
    instead: 'export class DefaultRateLimiter {}',
  },
  {
    // DynamoDB's endpoint rules, and the engine for them where no other client has any: 4 KB.
    file: /@aws-sdk[\\/]client-dynamodb[\\/]dist-es[\\/]endpoint[\\/]endpointResolver\.js$/,
    instead: `export { tableEndpoint as defaultEndpointResolver } from ${JSON.stringify(TABLE_ENDPOINT)};`,
  },
];

/** Clients of services with one endpoint in each region, by what the endpoint's host begins with: 0.7 KB each, the engine 4 KB. */
const REGIONAL: Readonly<Record<string, string>> = {
  'client-cloudwatch-logs': 'logs',
  'client-ecr': 'ecr',
  'client-efs': 'elasticfilesystem',
  'client-eventbridge': 'events',
  'client-glue': 'glue',
  'client-lambda': 'lambda',
  'client-opensearch': 'es',
  'client-secrets-manager': 'secretsmanager',
  'client-sns': 'sns',
  'client-sqs': 'sqs',
};

const regional = Object.entries(REGIONAL).map(
  ([client, service]): Part => ({
    file: new RegExp(`@aws-sdk[\\\\/]${client}[\\\\/]dist-es[\\\\/]endpoint[\\\\/]endpointResolver\\.js$`),
    instead: `import { regionEndpoint } from ${JSON.stringify(REGION_ENDPOINT)};
      export const defaultEndpointResolver = regionEndpoint(${JSON.stringify(service)});`,
  }),
);

const PACKAGE = /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/;

/** Leaves out of a bundle what the SDK brings along for nothing. */
export const leaveOut: Plugin = {
  name: 'aws-sdk-leave-out',
  setup({ onLoad }) {
    for (const { file, instead } of [...PARTS, ...regional])
      onLoad({ filter: file }, ({ path }) => ({
        contents: instead,
        loader: 'js',
        resolveDir: instead.includes("'./") ? dirname(path) : import.meta.dirname,
      }));
    // Of its package file a client needs the version, for the user agent: 0.9 KB a client.
    onLoad({ filter: PACKAGE }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
