import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { errorCode } from '../core/base/errors.ts';
import type { Objects } from './data/generation.ts';

export interface BucketObjects extends Objects {
  /** Does nothing where there is one already. */
  putNew(key: string, data: Buffer): Promise<void>;
}

/** The account's own bucket for advisories and reports. */
export const bucketObjects = (client: S3Client, Bucket: string): BucketObjects => ({
  async get(Key) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return Body && Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      // The bundle leaves the SDK's own classes of errors out.
      if (errorCode(error) === 'NoSuchKey') return undefined;
      throw error;
    }
  },
  async put(Key, Body) {
    await client.send(new PutObjectCommand({ Bucket, Key, Body }));
  },
  async putNew(Key, Body) {
    try {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }));
    } catch (error) {
      if (errorCode(error) !== 'PreconditionFailed') throw error;
    }
  },
});

/** The objects whose keys begin so. */
export const objectsIn = async (
  client: S3Client,
  Bucket: string,
  Prefix: string,
): Promise<readonly { readonly key: string; readonly size: number }[]> => {
  const found: { key: string; size: number }[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key, Size = 0 } of Contents) if (Key) found.push({ key: Key, size: Size });
  return found;
};

/** The keys that begin so. */
export const keysIn = async (client: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> =>
  (await objectsIn(client, Bucket, Prefix)).map(({ key }) => key);
