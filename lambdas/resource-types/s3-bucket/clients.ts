import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { awsHttp } from '../../adapters/aws-http.ts';
import { at } from '../../core/base/json.ts';

/** What reader and fixer need of an S3 client. */
export type S3 = Pick<S3Client, 'send'>;

/** The region that S3 names when it is asked about a bucket elsewhere. */
const redirection = (error: unknown): string | undefined => {
  const status = Number(at(error, '$metadata.httpStatusCode'));
  const headers = error instanceof Error ? (error as { $response?: unknown }).$response : undefined;
  const region = (headers as { headers?: Record<string, string> } | undefined)?.headers?.[
    'x-amz-bucket-region'
  ];
  return [301, 307, 400].includes(status) ? region : undefined;
};

/**
 * A client that finds a bucket in whatever region it is, and remembers it. With the SDK's `followRegionRedirects` calls
 * that overlap leave the whole client in the other region.
 */
export const bucketClient = (config: S3ClientConfig = {}): S3 => {
  const home = new S3Client(awsHttp(config));
  const elsewhere = new Map<string, S3Client>();
  const regions = new Map<unknown, string>();
  const clientIn = (region: string): S3Client => {
    const client = elsewhere.get(region) ?? new S3Client(awsHttp({ ...config, region }));
    elsewhere.set(region, client);
    return client;
  };
  const send = async (command: Parameters<S3Client['send']>[0]): Promise<unknown> => {
    const bucket = at(command.input, 'Bucket');
    const known = regions.get(bucket);
    try {
      return await (known ? clientIn(known) : home).send(command);
    } catch (error) {
      const region = redirection(error);
      if (region === undefined || region === known) throw error;
      regions.set(bucket, region);
      return await clientIn(region).send(command);
    }
  };
  return { send } as S3;
};
