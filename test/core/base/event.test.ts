import { describe, expect, test } from 'vitest';
import { parse } from '../../../lambdas/core/base/event.ts';
import { at, list, own } from '../../../lambdas/core/base/json.ts';

const EXPECTED = {
  account: '123456789012',
  region: 'eu-central-1',
  sources: ['aws.ec2'],
  eventSources: ['ec2.amazonaws.com'],
  calls: { AuthorizeSecurityGroupIngress: {} },
};

const RECORD = {
  eventVersion: '1.11',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/alice', accessKeyId: 'AKIAEXAMPLE' },
  eventTime: '2026-11-22T09:00:00Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'AuthorizeSecurityGroupIngress',
  awsRegion: 'eu-central-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.31.0',
  requestParameters: { groupId: 'sg-0123456789abcdef0' },
  responseElements: { _return: true },
  eventID: '11111111-2222-3333-4444-555555555555',
  recipientAccountId: '123456789012',
};

const ENVELOPE = {
  version: '0',
  id: 'envelope-id',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2026-11-22T09:00:01Z',
  region: 'eu-central-1',
  resources: [],
  detail: RECORD,
};

const withDetail = (change: object) => ({ ...ENVELOPE, detail: { ...RECORD, ...change } });
const outcome = (envelope: unknown) => parse(envelope, EXPECTED);

test('an event of ours is stripped to what is used', () => {
  expect(outcome(ENVELOPE)).toEqual({
    outcome: 'event',
    event: {
      name: 'AuthorizeSecurityGroupIngress',
      id: '11111111-2222-3333-4444-555555555555',
      time: '2026-11-22T09:00:00Z',
      actor: {
        arn: 'arn:aws:iam::123456789012:user/alice',
        sourceIp: '198.51.100.7',
        userAgent: 'aws-cli/2.31.0',
        tool: 'AWS CLI',
      },
      requestParameters: { groupId: 'sg-0123456789abcdef0' },
      responseElements: { _return: true },
      record: RECORD,
    },
  });
});

describe('an event is ignored', () => {
  const hostile = { toString: 'x', valueOf: 'y' };
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['of another account', { ...ENVELOPE, account: '999999999999' }, 'of account 999999999999'],
    [
      'delivered to another account',
      withDetail({ recipientAccountId: '999999999999' }),
      'of account 999999999999',
    ],
    ['of another region', { ...ENVELOPE, region: 'us-east-1' }, 'of region us-east-1'],
    ['of a call in another region', withDetail({ awsRegion: 'us-east-1' }), 'of region us-east-1'],
    [
      'of a call that failed',
      withDetail({ errorCode: 'Client.UnauthorizedOperation' }),
      'the call failed with Client.UnauthorizedOperation',
    ],
    [
      'of a dry run',
      withDetail({ errorCode: 'Client.DryRunOperation' }),
      'the call failed with Client.DryRunOperation',
    ],
    ['whose error is an object', withDetail({ errorCode: hostile }), 'the call failed with not a text'],
    ['from another source', { ...ENVELOPE, source: 'aws.s3' }, 'source is aws.s3'],
    ['from our own bus', { ...ENVELOPE, source: 'drawbridge' }, 'source is drawbridge'],
    [
      'of another type',
      { ...ENVELOPE, 'detail-type': 'AWS Insight via CloudTrail' },
      'detail-type is AWS Insight via CloudTrail',
    ],
    [
      'from another service',
      withDetail({ eventSource: 'rds.amazonaws.com' }),
      'eventSource is rds.amazonaws.com',
    ],
    [
      'of a call that nobody looks at',
      withDetail({ eventName: 'RunInstances' }),
      'RunInstances is not a call that is looked at',
    ],
    [
      'named like a property of every object',
      withDetail({ eventName: 'constructor' }),
      'constructor is not a call that is looked at',
    ],
    ['named __proto__', withDetail({ eventName: '__proto__' }), '__proto__ is not a call that is looked at'],
    ['whose account is an object', { ...ENVELOPE, account: hostile }, 'of account not a text'],
    ['whose account is empty', { ...ENVELOPE, account: '' }, 'of account not a text'],
    ['whose region is null', { ...ENVELOPE, region: null }, 'of region not a text'],
    ['whose source is a list', { ...ENVELOPE, source: ['aws.ec2'] }, 'source is not a text'],
  ];
  test.for(cases)('%s', ([, envelope, reason]) =>
    expect(outcome(envelope)).toEqual({ outcome: 'ignored', reason }),
  );
});

describe('an event is refused', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['that is nothing', undefined],
    ['that is null', null],
    ['that is a number', 7],
    ['that is a text', 'AuthorizeSecurityGroupIngress'],
    ['that is a list', [ENVELOPE]],
    ['that is empty', {}],
    ['without detail', { ...ENVELOPE, detail: undefined }],
    ['whose detail is null', { ...ENVELOPE, detail: null }],
    ['whose detail is a text', { ...ENVELOPE, detail: JSON.stringify(RECORD) }],
    ['whose detail is a list', { ...ENVELOPE, detail: [RECORD] }],
    ['without a name', withDetail({ eventName: undefined })],
    ['whose name is an object', withDetail({ eventName: {} })],
    ['whose name is empty', withDetail({ eventName: '' })],
    ['whose detail is inherited', Object.create(ENVELOPE)],
  ];
  test.for(cases)('%s', ([, envelope]) => expect(outcome(envelope).outcome).toBe('refused'));

  test('under the id that it carries, so that it is noted once', () => {
    expect(outcome(withDetail({ eventName: 7 }))).toEqual({
      outcome: 'refused',
      reason: 'detail.eventName is not a text',
      eventId: RECORD.eventID,
    });
  });
});

describe('an event is let pass', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['without account and region in the envelope', { detail: RECORD }],
    ['without source, as a bare record is', { ...ENVELOPE, source: undefined }],
    ['whose account became a number', { ...ENVELOPE, account: 123456789012 }],
    ['whose error code is null', withDetail({ errorCode: null })],
    ['whose error code is empty', withDetail({ errorCode: '' })],
    ['without request parameters', withDetail({ requestParameters: null })],
    ['of an older version', withDetail({ eventVersion: '1.05', readOnly: undefined })],
  ];
  test.for(cases)('%s', ([, envelope]) => expect(outcome(envelope).outcome).toBe('event'));
});

const eventOf = (envelope: unknown) => {
  const parsed = outcome(envelope);
  if (parsed.outcome !== 'event') throw new Error(parsed.reason);
  return parsed.event;
};

describe('the time of an event', () => {
  const cases: readonly (readonly [string, object, string])[] = [
    ['is its own', { eventTime: '2026-11-22T09:00:00Z' }, '2026-11-22T09:00:00Z'],
    [
      'is UTC, though the zone was dropped',
      { eventTime: '2021-01-24 04:55:45.000000000' },
      '2021-01-24T04:55:45Z',
    ],
    ['has no fractions', { eventTime: '2026-11-22T09:00:00.123Z' }, '2026-11-22T09:00:00Z'],
    ['is the envelope’s where it has none', { eventTime: undefined }, '2026-11-22T09:00:01Z'],
    [
      'is the envelope’s where its own is no time',
      { eventTime: '2026-13-45T99:00:00Z' },
      '2026-11-22T09:00:01Z',
    ],
    ['is the envelope’s where its own is no text', { eventTime: {} }, '2026-11-22T09:00:01Z'],
  ];
  test.for(cases)('%s', ([, change, time]) => expect(eventOf(withDetail(change)).time).toBe(time));

  test('is the beginning of time where there is none', () => {
    expect(eventOf({ detail: { ...RECORD, eventTime: 'yesterday' } }).time).toBe('1970-01-01T00:00:00Z');
  });
});

describe('who made a call', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    [
      'the root of the account',
      { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
      'arn:aws:iam::123456789012:root',
    ],
    [
      'an assumed role',
      { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/Admin/alice' },
      'arn:aws:sts::123456789012:assumed-role/Admin/alice',
    ],
    [
      'a role whose session has no ARN',
      {
        type: 'AssumedRole',
        sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::123456789012:role/Admin' } },
      },
      'arn:aws:iam::123456789012:role/Admin',
    ],
    [
      'a service',
      { type: 'AWSService', invokedBy: 'cloudformation.amazonaws.com' },
      'cloudformation.amazonaws.com',
    ],
    [
      'another account',
      { type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId: '999999999999' },
      'AIDAEXAMPLE',
    ],
    [
      'somebody signed in elsewhere',
      { type: 'WebIdentityUser', userName: 'alice@example.com' },
      'alice@example.com',
    ],
    ['nobody that can be told', { type: 'Unknown' }, 'unknown'],
    ['an identity that is a text', 'alice', 'unknown'],
    ['an identity that is missing', undefined, 'unknown'],
    ['an ARN that is an object', { arn: {} }, 'unknown'],
  ];
  test.for(cases)('%s', ([, userIdentity, arn]) => {
    expect(eventOf(withDetail({ userIdentity })).actor.arn).toBe(arn);
  });

  test('is never told at length, nor with keys', () => {
    const long = eventOf(
      withDetail({ userIdentity: { arn: 'a'.repeat(9999) }, userAgent: 'u'.repeat(9999) }),
    );
    expect(long.actor.arn).toHaveLength(512);
    expect(long.actor.userAgent).toHaveLength(512);
    expect(JSON.stringify(eventOf(ENVELOPE).actor)).not.toContain('AKIA');
  });
});

describe('reading values that may be anything', () => {
  test('sees own properties only', () => {
    expect(own({ a: 1 }, 'a')).toBe(1);
    for (const key of ['constructor', 'toString', '__proto__']) expect(own({}, key)).toBeUndefined();
    expect(own(JSON.parse('{"__proto__": 7}'), '__proto__')).toBe(7);
    for (const value of [null, undefined, 'text', 7, ['a']]) expect(own(value, 'length')).toBeUndefined();
    expect(at({ a: { b: 2 } }, 'a.b')).toBe(2);
    expect(at({ a: 'text' }, 'a.length')).toBeUndefined();
  });

  const lists: readonly (readonly [string, unknown, readonly unknown[]])[] = [
    ['items', { items: [1, 2] }, [1, 2]],
    ['items of one', { items: { a: 1 } }, [{ a: 1 }]],
    ['item', { item: [1] }, [1]],
    ['an array', [1], [1]],
    ['a bare object', { a: 1 }, [{ a: 1 }]],
    ['an empty object', {}, []],
    ['nothing', undefined, []],
    ['null', null, []],
    ['a text', 'items', []],
    ['items that are a text', { items: 'x' }, []],
  ];
  test.for(lists)('takes %s for a list', ([, value, expected]) => expect(list(value)).toEqual(expected));

  test('does not follow items without end', () => {
    const deep: unknown = JSON.parse(`${'{"items":'.repeat(28_000)}1${'}'.repeat(28_000)}`);
    expect(list(deep)).toHaveLength(1);
  });
});
