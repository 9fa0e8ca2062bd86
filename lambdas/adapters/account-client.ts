import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { dnsSuffix } from '../core/base/partition.ts';
import type { Place } from '../core/base/resource-type.ts';
import { awsHttp } from './aws-http.ts';

/** Where S3 Control answers for an account. An endpoint of one's own gets no account before its host. */
const accountEndpoint =
  ({ account }: Pick<Place, 'account'>): NonNullable<S3ClientConfig['endpointProvider']> =>
  ({ Endpoint, Region = '' }) => ({
    url: new URL(
      process.env['AWS_ENDPOINT_URL_S3_CONTROL'] ??
        Endpoint ??
        `https://${account}.s3-control.${Region}.${dnsSuffix(Region)}`,
    ),
    headers: {},
    properties: {},
  });

const ACCOUNT_SETTINGS = '/v20180820/configuration/publicAccessBlock';

/**
 * A client whose `GetPublicAccessBlock` asks for the settings of the account: S3 Control answers in the words of S3, and
 * its own client would add a fifteenth to the function.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
 */
export const accountClient = (
  place: Pick<Place, 'account'>,
  config: S3ClientConfig = {},
): Pick<S3Client, 'send'> => {
  const client = new S3Client(awsHttp({ ...config, endpointProvider: accountEndpoint(place) }));
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { path: string; query: object; headers: Record<string, string> };
      request.path = ACCOUNT_SETTINGS;
      request.query = {};
      request.headers['x-amz-account-id'] = place.account;
      return next(args);
    },
    { step: 'build', name: 'accountSettings' },
  );
  return client;
};
