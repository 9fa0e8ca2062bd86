import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { Lister } from '../../core/base/ports.ts';
import type { Place } from '../../core/base/resource-type.ts';
import type { S3 } from './clients.ts';
import type { Bucket } from './model.ts';

/** A tenth of the largest page that ListBuckets gives: as many as one function looks at in its time. */
const PAGE = 1000;

/**
 * Lists the buckets of one account in one region, for each region has a sweep of its own. The list tells nothing of them
 * but their names. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export const createLister = (s3: S3, { region }: Pick<Place, 'region'>): Lister<Bucket> => ({
  list: async (token) => {
    const { Buckets = [], ContinuationToken } = await s3.send(
      new ListBucketsCommand({
        BucketRegion: region,
        MaxBuckets: PAGE,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    return {
      resources: Buckets.flatMap(({ Name }) => (Name === undefined ? [] : [{ id: Name }])),
      ...(ContinuationToken && { next: ContinuationToken }),
    };
  },
});
