import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { classify, message } from '../core/base/errors.ts';

/** What a bucket held when S3 last counted: all versions, and parts of uploads that were never finished, included. */
export interface Size {
  readonly bytes: number;
  readonly objects: number;
  /** The day of the figures, as `2026-11-21`. */
  readonly day: string;
}

/** No figures; `why` is there where CloudWatch refuses to tell. */
export interface Unknown {
  readonly why?: string;
}

const DAY = 86_400;
/** S3 sends its figures once a day, and not always within the day. */
const DAYS = 3;

/**
 * One series of bytes for each storage type that the bucket uses, and one of objects. A search finds storage types that
 * S3 has yet to invent; the quotes keep it from finding buckets of similar names.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
const queries = (bucket: string): MetricDataQuery[] => [
  {
    Id: 'bytes',
    Expression: `SEARCH('{AWS/S3,BucketName,StorageType} MetricName="BucketSizeBytes" BucketName="${bucket}"', 'Average', ${DAY})`,
  },
  {
    Id: 'objects',
    MetricStat: {
      Metric: {
        Namespace: 'AWS/S3',
        MetricName: 'NumberOfObjects',
        Dimensions: [
          { Name: 'BucketName', Value: bucket },
          { Name: 'StorageType', Value: 'AllStorageTypes' },
        ],
      },
      Stat: 'Average',
      Period: DAY,
    },
  },
];

type Point = readonly [time: number, value: number];

/** The newest figure of a series. */
const newest = (times: readonly Date[] = [], values: readonly number[] = []): Point | undefined =>
  times.map((time, i): Point => [time.getTime(), values[i] ?? 0]).sort(([a], [b]) => b - a)[0];

/** A storage type that nothing is left in has no figure on the newest day. */
const total = (points: readonly Point[], day: number): number =>
  points.reduce((sum, [time, value]) => (time === day ? sum + value : sum), 0);

/**
 * The bucket's size by CloudWatch's daily storage metrics of the function's own region: nothing in the bucket is listed
 * or read. `now` in epoch milliseconds. Throws what is worth another try.
 */
export const sizeOf = async (
  client: CloudWatchClient,
  bucket: string,
  now: number,
): Promise<Size | Unknown> => {
  try {
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: queries(bucket),
        StartTime: new Date(now - DAYS * DAY * 1000),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
      }),
    );
    const pointsOf = (id: string): readonly Point[] =>
      MetricDataResults.filter(({ Id }) => Id === id).flatMap(({ Timestamps, Values }) => {
        const point = newest(Timestamps, Values);
        return point ? [point] : [];
      });
    const bytes = pointsOf('bytes');
    if (bytes.length === 0) return {};
    const day = Math.max(...bytes.map(([time]) => time));
    const [[, objects] = [day, 0]] = pointsOf('objects');
    return { bytes: total(bytes, day), objects, day: new Date(day).toISOString().slice(0, 10) };
  } catch (error) {
    if (classify(error) === 'transient') throw error;
    return { why: message(error) };
  }
};
