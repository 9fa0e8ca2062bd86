import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { dnsSuffix } from '../../../lambdas/core/base/partition.ts';

type EndpointProvider = NonNullable<S3ClientConfig['endpointProvider']>;

/** Names that can stand before a host under TLS; others stand in the path, as do all at an endpoint of one's own. */
const HOST_LABEL = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

const at = (url: string): ReturnType<EndpointProvider> => ({
  url: new URL(url),
  headers: {},
  properties: {},
});

/**
 * What the bundler puts in place of S3's endpoint rules: a bucket answers at `AWS_ENDPOINT_URL` if that is set, else in
 * its region. The SDK's own rules know access points, Outposts, directory buckets and more, and are a twentieth of a
 * bundle. https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_region
 */
export const bucketEndpoint: EndpointProvider = ({
  Bucket = '',
  Endpoint,
  Region = '',
  UseFIPS,
  UseDualStack,
  ForcePathStyle,
}) => {
  const path = encodeURIComponent(Bucket);
  if (Endpoint) return at(`${Endpoint.replace(/\/$/, '')}/${path}`);
  const service = `s3${UseFIPS ? '-fips' : ''}${UseDualStack ? '.dualstack' : ''}`;
  const host = `${service}.${Region}.${dnsSuffix(Region)}`;
  return at(
    HOST_LABEL.test(Bucket) && !ForcePathStyle ? `https://${Bucket}.${host}` : `https://${host}/${path}`,
  );
};
