import { XMLParser } from 'fast-xml-parser';
import { accountClient, bucketClient, type S3 } from '../../lambdas/s3-bucket/clients.ts';
import { OWNER } from './buckets.ts';

export const ACCOUNT = '123456789012';

/** A grant as S3 keeps it: group or canonical user, and permission. */
export type Grant = readonly [grantee: string, permission: string];

/** What the fake S3 holds of one bucket. */
export interface FakeBucket {
  region: string;
  policy?: string;
  grants: Grant[];
  /** The XML within `ServerSideEncryptionConfiguration`. */
  encryption?: string;
  /** Names of the settings that are on. */
  block?: readonly string[];
  ownership?: string;
  website?: boolean;
  tags?: Readonly<Record<string, string>>;
  /** Is what is left of a policy public, in S3's eyes? */
  isPublic?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

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

const NS = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

const ok = (body = ''): Answer => ({ status: body === '' ? 204 : 200, body });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const fault = (status: number, code: string, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}.</Message><RequestId>r</RequestId></Error>`,
});

/** S3 Control wraps its errors once more. */
const controlFault = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><ErrorResponse><Error><Code>${code}</Code><Message>${code}.</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const grantXml = ([grantee, permission]: Grant): string => {
  const [type, tag] = grantee.startsWith('http') ? ['Group', 'URI'] : ['CanonicalUser', 'ID'];
  return `<Grant><Grantee ${XSI} xsi:type="${type}"><${tag}>${escapeXml(grantee)}</${tag}></Grantee><Permission>${permission}</Permission></Grant>`;
};

const blockXml = (on: readonly string[]): string =>
  `<PublicAccessBlockConfiguration ${NS}>${[
    'BlockPublicAcls',
    'IgnorePublicAcls',
    'BlockPublicPolicy',
    'RestrictPublicBuckets',
  ]
    .map((name) => `<${name}>${on.includes(name)}</${name}>`)
    .join('')}</PublicAccessBlockConfiguration>`;

const parser = new XMLParser({
  ignoreAttributes: false,
  parseTagValue: false,
  isArray: (name) => name === 'Grant',
});

interface GrantTree {
  readonly Grantee: { readonly URI?: string; readonly ID?: string; readonly '@_xsi:type': string };
  readonly Permission: string;
}

/** The grants of an ACL as it comes in. S3 demands the owner, and the type of each grantee. */
const grantsIn = (xml: string): Grant[] | undefined => {
  const { AccessControlPolicy: acl } = parser.parse(xml) as {
    AccessControlPolicy: { Owner?: { ID?: string }; AccessControlList: { Grant?: GrantTree[] } | '' };
  };
  const grants = acl.AccessControlList === '' ? [] : (acl.AccessControlList.Grant ?? []);
  if (acl.Owner?.ID !== OWNER) return undefined;
  if (grants.some(({ Grantee }) => Grantee['@_xsi:type'] !== (Grantee.URI ? 'Group' : 'CanonicalUser')))
    return undefined;
  return grants.map(({ Grantee, Permission }) => [Grantee.URI ?? Grantee.ID ?? '', Permission]);
};

type Handler = (bucket: FakeBucket, body: string) => Answer;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET acl': ({ grants, block = [] }) => {
    // "Calls to GetBucketAcl always return the effective permissions": the block-public-access page.
    const shown = block.includes('IgnorePublicAcls')
      ? grants.filter(([grantee]) => !grantee.includes('/global/'))
      : grants;
    return ok(
      `<AccessControlPolicy ${NS}><Owner><ID>${OWNER}</ID></Owner><AccessControlList>${shown.map(grantXml).join('')}</AccessControlList></AccessControlPolicy>`,
    );
  },
  'PUT acl': (bucket, body) => {
    if (bucket.ownership === 'BucketOwnerEnforced') return fault(400, 'AccessControlListNotSupported');
    const grants = grantsIn(body);
    if (!grants) return fault(400, 'MalformedACLError');
    bucket.grants = grants;
    return ok();
  },
  'GET policy': ({ policy }) =>
    policy === undefined ? fault(404, 'NoSuchBucketPolicy') : { status: 200, body: policy },
  'PUT policy': (bucket, body) => {
    const { Statement } = JSON.parse(body) as { Statement?: unknown[] };
    if (!Statement || Statement.length === 0) return fault(400, 'MalformedPolicy');
    bucket.policy = body;
    return ok();
  },
  'DELETE policy': (bucket) => {
    delete bucket.policy;
    return ok();
  },
  'GET policyStatus': ({ policy, isPublic = false }) =>
    policy === undefined
      ? fault(404, 'NoSuchBucketPolicy')
      : ok(`<PolicyStatus ${NS}><IsPublic>${isPublic}</IsPublic></PolicyStatus>`),
  'GET publicAccessBlock': ({ block }) =>
    block ? ok(blockXml(block)) : fault(404, 'NoSuchPublicAccessBlockConfiguration'),
  'GET ownershipControls': ({ ownership }) =>
    ownership
      ? ok(
          `<OwnershipControls ${NS}><Rule><ObjectOwnership>${ownership}</ObjectOwnership></Rule></OwnershipControls>`,
        )
      : fault(404, 'OwnershipControlsNotFoundError'),
  'GET encryption': ({ encryption }) =>
    encryption === undefined
      ? fault(404, 'ServerSideEncryptionConfigurationNotFoundError')
      : ok(`<ServerSideEncryptionConfiguration ${NS}>${encryption}</ServerSideEncryptionConfiguration>`),
  'PUT encryption': (bucket, body) => {
    bucket.encryption = /<Rule>.*<\/Rule>/s.exec(body)?.[0] ?? '';
    return ok();
  },
  'GET website': ({ website }) =>
    website
      ? ok(
          `<WebsiteConfiguration ${NS}><IndexDocument><Suffix>i</Suffix></IndexDocument></WebsiteConfiguration>`,
        )
      : fault(404, 'NoSuchWebsiteConfiguration'),
  'GET tagging': ({ tags }) =>
    tags
      ? ok(
          `<Tagging ${NS}><TagSet>${Object.entries(tags)
            .map(
              ([key, value]) => `<Tag><Key>${escapeXml(key)}</Key><Value>${escapeXml(value)}</Value></Tag>`,
            )
            .join('')}</TagSet></Tagging>`,
        )
      : fault(404, 'NoSuchTagSet'),
};

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
