import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { dnsSuffix } from '../../../lambdas/core/base/partition.ts';

type EndpointProvider = NonNullable<DynamoDBClientConfig['endpointProvider']>;

/**
 * What the bundler puts in place of DynamoDB's endpoint rules: `AWS_ENDPOINT_URL` if that is set, else the region's.
 * https://docs.aws.amazon.com/general/latest/gr/ddb.html#ddb_region
 */
export const tableEndpoint: EndpointProvider = ({ Endpoint, Region = '', UseFIPS }) => ({
  url: new URL(Endpoint ?? `https://dynamodb${UseFIPS ? '-fips' : ''}.${Region}.${dnsSuffix(Region)}`),
  headers: {},
  properties: {},
});
