import {
  GetBucketAclCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import {
  GetPublicAccessBlockCommand as GetAccountBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { accountClient } from '../../../lambdas/adapters/account-client.ts';
import { bucketEndpoint } from '../../../lib/bundle/stand-ins/s3-endpoint.ts';

afterEach(() => vi.unstubAllEnvs());

/** The URL and headers that a client would send. */
const recorder = () => {
  const urls: string[] = [];
  const headers: Record<string, string>[] = [];
  const handle = async (request: {
    protocol: string;
    hostname: string;
    port?: number;
    path: string;
    query: Record<string, string>;
    headers: Record<string, string>;
  }) => {
    const port = request.port ? `:${request.port}` : '';
    const query = Object.keys(request.query)
      .filter((key) => key !== 'x-id')
      .join();
    urls.push(`${request.protocol}//${request.hostname}${port}${request.path}${query && `?${query}`}`);
    headers.push(request.headers);
    return { response: { statusCode: 200, headers: {}, body: Buffer.from('<A/>') } };
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return { urls, headers, config: { credentials, requestHandler: { handle } as never } };
};

const place = { account: '123456789012' };

describe('the endpoints that a bundle has are those of the SDK', () => {
  const both = async (command: GetBucketAclCommand | ListBucketsCommand, options: S3ClientConfig) => {
    const [ours, theirs] = [recorder(), recorder()];
    await new S3Client({ ...ours.config, ...options, endpointProvider: bucketEndpoint }).send(
      command as never,
    );
    await new S3Client({ ...theirs.config, ...options }).send(command as never);
    return [ours.urls, theirs.urls];
  };
  test.each([
    ...['us-east-1', 'eu-central-2', 'us-gov-west-1', 'cn-north-1', 'mx-central-1'].map((region) => ({
      region,
    })),
    { region: 'us-east-1', useFipsEndpoint: true },
    { region: 'eu-west-1', useDualstackEndpoint: true },
    { region: 'us-west-2', useFipsEndpoint: true, useDualstackEndpoint: true },
  ])('with %j', async (options) => {
    const names = ['photos', 'www.example.com', 'My_Old', 'a-1', 'x'.repeat(63)];
    const commands = [
      ...names.map((Bucket) => new GetBucketAclCommand({ Bucket })),
      new ListBucketsCommand({}),
    ];
    for (const command of commands) {
      const [ours, theirs] = await both(command, options);
      expect(ours).toEqual(theirs);
      expect(ours).toHaveLength(1);
    }
  });
  test('with an endpoint of our own', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:4566');
    const [ours, theirs] = await both(new GetBucketAclCommand({ Bucket: 'photos' }), { region: 'us-east-1' });
    expect(ours).toEqual(['http://127.0.0.1:4566/photos/?acl']);
    expect(ours).toEqual(theirs);
  });
});

describe('the settings of the account', () => {
  const PATH = '/v20180820/configuration/publicAccessBlock';
  test.each(['us-east-1', 'eu-central-2', 'us-gov-west-1', 'cn-north-1'])(
    'in %s are where the client of S3 Control asks for them',
    async (region) => {
      const [ours, theirs] = [recorder(), recorder()];
      const command = new GetPublicAccessBlockCommand({ Bucket: 'account' });
      await accountClient(place, { ...ours.config, region }).send(command);
      const theirCommand = new GetAccountBlockCommand({ AccountId: place.account });
      await new S3ControlClient({ ...theirs.config, region }).send(theirCommand);
      expect(ours.urls).toEqual(theirs.urls);
      expect(ours.headers[0]?.['x-amz-account-id']).toBe(theirs.headers[0]?.['x-amz-account-id']);
    },
  );
  test.each([
    ['eu-west-1', {}, `https://123456789012.s3-control.eu-west-1.amazonaws.com${PATH}`],
    ['cn-north-1', {}, `https://123456789012.s3-control.cn-north-1.amazonaws.com.cn${PATH}`],
    ['eu-west-1', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, `http://127.0.0.1:4566${PATH}`],
    ['eu-west-1', { AWS_ENDPOINT_URL_S3_CONTROL: 'http://127.0.0.1:4567' }, `http://127.0.0.1:4567${PATH}`],
  ] as const)('in %s with %j are at %s', async (region, environment, url) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const { urls, headers, config } = recorder();
    await accountClient(place, { ...config, region }).send(
      new GetPublicAccessBlockCommand({ Bucket: 'account' }),
    );
    expect(urls).toEqual([url]);
    expect(headers[0]).toMatchObject({
      'x-amz-account-id': '123456789012',
      authorization: expect.stringMatching(
        new RegExp(`Credential=test/\\d{8}/${region}/s3/aws4_request, SignedHeaders=.*x-amz-account-id`),
      ),
    });
  });
});
