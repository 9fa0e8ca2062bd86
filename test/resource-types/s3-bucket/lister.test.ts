import { describe, expect, test } from 'vitest';
import { bucketClient } from '../../../lambdas/resource-types/s3-bucket/clients.ts';
import { createLister } from '../../../lambdas/resource-types/s3-bucket/lister.ts';
import { stubHttp } from '../../support/stub-http.ts';

const buckets = (names: readonly string[], next = '') =>
  `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets>${names
    .map((name) => `<Bucket><Name>${name}</Name><BucketRegion>eu-central-1</BucketRegion></Bucket>`)
    .join('')}</Buckets>${next && `<ContinuationToken>${next}</ContinuationToken>`}</ListAllMyBucketsResult>`;

const listing = (body: string) => {
  const { config, calls } = stubHttp(() => ({ body }));
  return { lister: createLister(bucketClient(config), { region: 'eu-central-1' }), calls };
};

describe('buckets are listed', () => {
  test('by their names, those of the region alone', async () => {
    const { lister, calls } = listing(buckets(['one', 'two'], 'more'));
    expect(await lister.list()).toEqual({ resources: [{ id: 'one' }, { id: 'two' }], next: 'more' });
    expect(calls).toMatchObject([
      { action: 'GET /', query: { 'bucket-region': 'eu-central-1', 'max-buckets': '1000' } },
    ]);
  });

  test('on from a page to the next, until there is none', async () => {
    const { lister, calls } = listing(buckets([]));
    expect(await lister.list('more')).toEqual({ resources: [] });
    expect(calls[0]?.query).toMatchObject({ 'continuation-token': 'more' });
  });
});
