import type { Call } from './call.ts';
import { type Forward, withBody } from './http.ts';
import { toXml } from './xml.ts';

const PUBLIC_ACCESS_BLOCK = {
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
};

const ENCRYPTION = {
  ServerSideEncryptionConfiguration: {
    Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
  },
};

const ownership = (value: string) => ({ OwnershipControls: { Rule: { ObjectOwnership: value } } });

/** What every new bucket has since April 2023, and moto's have not. */
export const withDefaults = async (call: Call, moto: Forward): Promise<void> => {
  const { pathname } = call.request.url;
  const owner = call.request.headers['x-amz-object-ownership'];
  const settings = {
    publicAccessBlock: PUBLIC_ACCESS_BLOCK,
    encryption: ENCRYPTION,
    ownershipControls: ownership(typeof owner === 'string' ? owner : 'BucketOwnerEnforced'),
  };
  for (const [resource, value] of Object.entries(settings)) {
    const request = { ...withBody(call.request, toXml(value)), target: `${pathname}?${resource}` };
    const { status, body } = await moto(request, { 'content-type': 'application/xml' });
    if (status >= 300)
      throw new Error(`The default ${resource} of ${pathname} was refused: ${body.toString()}`);
  }
};
