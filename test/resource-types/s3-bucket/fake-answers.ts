import { XMLParser } from 'fast-xml-parser';
import { OWNER } from './buckets.ts';

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
  /** Is the policy public, in S3's eyes? S3 does not say where this is absent. */
  isPublic?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
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
export const controlFault = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0"?><ErrorResponse><Error><Code>${code}</Code><Message>${code}.</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
});

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const grantXml = ([grantee, permission]: Grant): string => {
  const [type, tag] = grantee.startsWith('http') ? ['Group', 'URI'] : ['CanonicalUser', 'ID'];
  return `<Grant><Grantee ${XSI} xsi:type="${type}"><${tag}>${escapeXml(grantee)}</${tag}></Grantee><Permission>${permission}</Permission></Grant>`;
};

export const blockXml = (on: readonly string[]): string =>
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

/** What S3 does on each call. */
export const HANDLERS: Readonly<Record<string, Handler>> = {
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
    // Principals that were deleted: the page about unique ids in the IAM guide.
    if (/"A(IDA|ROA)[A-Z0-9]{8,}"/.test(body)) return fault(400, 'MalformedPolicy');
    bucket.policy = body;
    return ok();
  },
  'DELETE policy': (bucket) => {
    delete bucket.policy;
    return ok();
  },
  'GET policyStatus': ({ policy, isPublic }) => {
    if (policy === undefined) return fault(404, 'NoSuchBucketPolicy');
    const verdict = isPublic === undefined ? '' : `<IsPublic>${isPublic}</IsPublic>`;
    return ok(`<PolicyStatus ${NS}>${verdict}</PolicyStatus>`);
  },
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
