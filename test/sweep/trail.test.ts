import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { describe, expect, test } from 'vitest';
import { findTrail } from '../../lambdas/sweep/trail.ts';
import { refusal, stubHttp } from '../support/stub-http.ts';

const REGION = 'eu-central-1';
const SOURCES = ['ec2.amazonaws.com', 's3.amazonaws.com'];
const BASIC = { EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All' }] };

interface Trail {
  readonly home?: string;
  readonly everywhere?: boolean;
  readonly logging?: boolean | 'denied';
  readonly selectors?: object;
}

const arnOf = (name: string, { home = REGION }: Trail): string =>
  `arn:aws:cloudtrail:${home}:111122223333:trail/${name}`;

const json = (value: unknown) => ({ body: JSON.stringify(value) });

const described = ([TrailARN, { home = REGION, everywhere = false }]: [string, Trail]) => ({
  TrailARN,
  HomeRegion: home,
  IsMultiRegionTrail: everywhere,
});

/** What CloudTrail says of one trail. */
const about = (action: string, { logging = true, selectors = BASIC }: Trail) => {
  if (logging === 'denied') return refusal('AccessDeniedException');
  return json(action === 'GetTrailStatus' ? { IsLogging: logging } : selectors);
};

const finding = (trails: Readonly<Record<string, Trail>>, denied = false) => {
  const byArn = new Map(Object.entries(trails).map(([name, trail]) => [arnOf(name, trail), trail]));
  const { config } = stubHttp(({ action, json: input }) => {
    if (denied) return refusal('AccessDeniedException');
    if (action === 'DescribeTrails') return json({ trailList: [...byArn].map(described) });
    return about(action, byArn.get(String(input['Name'] ?? input['TrailName'])) ?? {});
  });
  return findTrail(new CloudTrailClient(config), REGION, SOURCES);
};

const advanced = (...fields: readonly object[]) => ({
  AdvancedEventSelectors: [
    { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, ...fields] },
  ],
});

describe('a trail will do', () => {
  test.for<[string, Trail]>([
    ['of this region', {}],
    ['of all regions, made elsewhere', { home: 'us-east-1', everywhere: true }],
    ['that logs only what writes', { selectors: { EventSelectors: [{ ReadWriteType: 'WriteOnly' }] } }],
    ['with advanced selectors of management events', { selectors: advanced() }],
    [
      'that leaves out the noise of KMS and RDS data',
      {
        selectors: advanced({
          Field: 'eventSource',
          NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'],
        }),
      },
    ],
  ])('%s', async ([, trail]) => {
    expect(await finding({ good: trail })).toEqual({ trail: arnOf('good', trail) });
  });

  test('although others before it will not', async () => {
    const trails = { off: { logging: false }, closed: { logging: 'denied' as const }, good: {} };
    expect(await finding(trails)).toEqual({ trail: arnOf('good', {}) });
  });
});

describe('a trail will not do', () => {
  test.for<[string, Trail, string]>([
    ['of another region', { home: 'us-east-1' }, 'there is none'],
    ['that is switched off', { logging: false }, 'is switched off'],
    [
      'of what reads',
      { selectors: { EventSelectors: [{ ReadWriteType: 'ReadOnly' }] } },
      'leaves out management events',
    ],
    [
      'of data events',
      { selectors: { EventSelectors: [{ IncludeManagementEvents: false }] } },
      'leaves out management events',
    ],
    [
      'with advanced selectors of data events',
      {
        selectors: {
          AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }],
        },
      },
      'leaves out management events',
    ],
    [
      'with advanced selectors of what reads',
      { selectors: advanced({ Field: 'readOnly', Equals: ['true'] }) },
      'leaves out',
    ],
    [
      'for one service alone',
      { selectors: advanced({ Field: 'eventSource', Equals: ['ec2.amazonaws.com'] }) },
      'leaves out',
    ],
    [
      'without one of the services',
      { selectors: advanced({ Field: 'eventSource', NotEquals: ['s3.amazonaws.com'] }) },
      'leaves out',
    ],
  ])('%s', async ([, trail, why]) => {
    expect(await finding({ bad: trail })).toEqual({ missing: expect.stringContaining(why) });
  });

  test('and none is worse still', async () => {
    expect(await finding({})).toEqual({ missing: 'there is none' });
  });
});

describe('nothing is said', () => {
  test('where trails may not be read', async () => {
    expect(await finding({ good: {} }, true)).toEqual({
      unreadable: expect.stringContaining('AccessDenied'),
    });
  });

  test('where the one that may be right may not be read', async () => {
    const verdict = await finding({ off: { logging: false }, closed: { logging: 'denied' } });
    expect(verdict).toEqual({ unreadable: expect.stringContaining('AccessDenied') });
  });
});
