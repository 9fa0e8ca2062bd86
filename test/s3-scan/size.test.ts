import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../lambdas/s3-scan/size.ts';
import { refusal, stubHttp, type WireAnswer } from '../support/stub-http.ts';
import { figures, holding, series } from './aws.ts';
import { BUCKET, NOW } from './records.ts';

const ask = async (answer: WireAnswer) => {
  const { config, calls } = stubHttp(() => answer);
  return { size: await sizeOf(new CloudWatchClient(config), BUCKET, NOW), calls };
};

describe('the size of a bucket', () => {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
  test('is asked of the daily storage metrics, in one call and of nothing else', async () => {
    const { calls } = await ask(holding(1, 1));
    expect(calls.map(({ action }) => action)).toEqual(['GetMetricData']);
    expect(calls[0]?.json).toEqual({
      MetricDataQueries: [
        {
          Id: 'bytes',
          Expression: `SEARCH('{AWS/S3,BucketName,StorageType} MetricName="BucketSizeBytes" BucketName="${BUCKET}"', 'Average', 86400)`,
        },
        {
          Id: 'objects',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/S3',
              MetricName: 'NumberOfObjects',
              Dimensions: [
                { Name: 'BucketName', Value: BUCKET },
                { Name: 'StorageType', Value: 'AllStorageTypes' },
              ],
            },
            Stat: 'Average',
            Period: 86_400,
          },
        },
      ],
      StartTime: NOW / 1000 - 3 * 86_400,
      EndTime: NOW / 1000,
      ScanBy: 'TimestampDescending',
    });
  });

  test.each([
    ['one storage type', [series('bytes', 'StandardStorage', [0, 500])], 500],
    [
      'several storage types, overheads among them',
      [
        series('bytes', 'StandardStorage', [0, 500]),
        series('bytes', 'GlacierStorage', [0, 70]),
        series('bytes', 'GlacierObjectOverhead', [0, 3]),
      ],
      573,
    ],
    [
      'the newest of several days, in any order',
      [series('bytes', 'StandardStorage', [-1, 100], [0, 500], [-2, 900])],
      500,
    ],
    [
      'a storage type that has been empty since yesterday',
      [series('bytes', 'StandardStorage', [0, 500]), series('bytes', 'StandardIAStorage', [-1, 9000])],
      500,
    ],
    [
      'a storage type without any figure',
      [series('bytes', 'StandardStorage', [0, 500]), series('bytes', 'GlacierStorage')],
      500,
    ],
  ])('counts %s', async (_, bytes, total) => {
    const { size } = await ask(figures(...bytes, series('objects', 'NumberOfObjects', [0, 12], [-1, 11])));
    expect(size).toEqual({ bytes: total, objects: 12, day: '2026-11-21' });
  });

  test('is unknown where there is no figure yet', async () => {
    expect((await ask(figures())).size).toEqual({});
    expect((await ask(figures(series('objects', 'NumberOfObjects')))).size).toEqual({});
  });

  test('is unknown where CloudWatch refuses, and says why', async () => {
    expect((await ask(refusal('AccessDeniedException', 403))).size).toEqual({
      why: 'AccessDeniedException: AccessDeniedException, says the stub',
    });
  });

  test.each(['ThrottlingException', 'InternalServiceFault'])('is asked for again after %s', async (code) => {
    await expect(ask(refusal(code, 500))).rejects.toThrow();
  });
});
