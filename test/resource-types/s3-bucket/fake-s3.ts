import { accountClient } from '../../../lambdas/adapters/account-client.ts';
import { bucketClient, type S3 } from '../../../lambdas/resource-types/s3-bucket/clients.ts';
import { OWNER } from './buckets.ts';
import { type Answer, blockXml, controlFault, type FakeBucket, fault, HANDLERS } from './fake-answers.ts';

export const ACCOUNT = '123456789012';

interface Request {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One call on the wire, e.g. `PUT policy`. */
export interface Call {
  readonly name: string;
  readonly bucket: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FakeS3 {
  readonly buckets: Map<string, FakeBucket>;
  account: { block?: readonly string[] };
  readonly calls: Call[];
  readonly s3: S3;
  readonly accountS3: S3;
}

const HOST = /^(?:(.+)\.)?s3\.([a-z0-9-]+)\.amazonaws\.com$/;

const answerTo = (fake: FakeS3, call: Call, region: string): Answer => {
  if (call.name === 'GET account')
    return fake.account.block
      ? { status: 200, body: blockXml(fake.account.block) }
      : controlFault(404, 'NoSuchPublicAccessBlockConfiguration');
  const bucket = fake.buckets.get(call.bucket);
  if (!bucket) return fault(404, 'NoSuchBucket');
  if (call.headers['x-amz-expected-bucket-owner'] !== ACCOUNT) return fault(403, 'AccessDenied');
  if (bucket.region !== region)
    return fault(301, 'PermanentRedirect', { 'x-amz-bucket-region': bucket.region });
  return HANDLERS[call.name]?.(bucket, call.body) ?? fault(501, 'NotImplemented');
};

const callOf = ({ method, hostname, path, query = {}, headers, body }: Request): [Call, string] => {
  const [, virtual, region = ''] = HOST.exec(hostname) ?? [];
  const account = path === '/v20180820/configuration/publicAccessBlock' && headers['x-amz-account-id'];
  const setting = account ? 'account' : (Object.keys(query).find((key) => key !== 'x-id') ?? '');
  const bucket = virtual ?? decodeURIComponent(path.split('/')[1] ?? '');
  return [
    { name: `${method} ${setting}`, bucket, host: hostname, headers, body: String(body ?? '') },
    region,
  ];
};

/** Runs around each call: may answer it instead, may wait, may change the buckets. */
export type Interrupt = (call: Call, fake: FakeS3) => Promise<Answer | undefined> | Answer | undefined;

export const bucket = (rest: Partial<FakeBucket> = {}): FakeBucket => ({
  region: 'us-east-1',
  grants: [[OWNER, 'FULL_CONTROL']],
  encryption:
    '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>',
  ...rest,
});

/** S3 as its clients see it, on the wire: in every region, with the settings of one account. */
export const fakeS3 = (
  buckets: Readonly<Record<string, FakeBucket>> = {},
  interrupt: Interrupt = () => undefined,
): FakeS3 => {
  const handle = async (request: Request) => {
    const [call, region] = callOf(request);
    fake.calls.push(call);
    const { status, headers = {}, body = '' } = (await interrupt(call, fake)) ?? answerTo(fake, call, region);
    return {
      response: {
        statusCode: status,
        headers: { 'content-type': 'application/xml', ...headers },
        body: Buffer.from(body),
      },
    };
  };
  const config = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  };
  const fake: FakeS3 = {
    buckets: new Map(Object.entries(buckets)),
    account: {},
    calls: [],
    s3: bucketClient(config),
    accountS3: accountClient({ account: ACCOUNT }, config),
  };
  return fake;
};
