import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { lookAfter } from '../../lambdas/exception-ends/plan.ts';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';

const now = Date.parse('2026-11-22T09:00:00Z');
const known = {
  types: RESOURCE_TYPES.map(({ type }) => type),
  place: { partition: 'aws', account: '123456789012', region: 'us-east-1' },
  now,
};
const GROUP = 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123456789abcdef0';
const exception = { resource: GROUP, id: 'x-1', template: 't', until: '2026-11-23T09:00:00.250Z' };

const image = (item: object) => marshall(item) as Record<string, AttributeValue> as never;
const granted = (more: object = {}): DynamoDBRecord => ({
  eventName: 'INSERT',
  dynamodb: { NewImage: image({ ...exception, ...more }) },
});
const removed = (userIdentity?: object): DynamoDBRecord => ({
  eventName: 'REMOVE',
  dynamodb: { OldImage: image(exception) },
  ...(userIdentity && { userIdentity }),
});

describe('the resource of an exception is judged again', () => {
  test('in the second after it ends, whatever its resource type', () => {
    const look = lookAfter(granted(), known);
    expect(look).toMatchObject({ kind: 'security-group', id: 'sg-0123456789abcdef0' });
    expect(new Date(look?.at ?? 0).toISOString()).toBe('2026-11-23T09:00:01.250Z');
    const bucket = lookAfter(granted({ resource: 'arn:aws:s3:::reports' }), known);
    expect(bucket).toMatchObject({ kind: 's3-bucket', id: 'reports' });
  });

  test('after its last day, in UTC', () => {
    const look = lookAfter(granted({ until: '2026-11-30' }), known);
    expect(new Date(look?.at ?? 0).toISOString()).toBe('2026-12-01T00:00:00.999Z');
  });

  test('soon where it is over already, or somebody has ended it before its time', () => {
    expect(lookAfter(granted({ until: '2026-11-21' }), known)?.at).toBe(now + 60_000);
    expect(lookAfter(removed(), known)?.at).toBe(now + 60_000);
  });

  test('anew where its end is changed', () => {
    const [one, other] = [granted(), granted({ until: '2026-11-24' })].map((record) =>
      lookAfter(record, known),
    );
    expect(one?.key).not.toBe(other?.key);
    expect(lookAfter(granted(), known)?.key).toBe(one?.key);
  });

  test.each([
    ['DynamoDB drops what is over', removed({ type: 'Service', principalId: 'dynamodb.amazonaws.com' })],
    ['it is the emergency stop', granted({ resource: '*', id: 'stop' })],
    ['it is an approval', granted({ approves: 't' })],
    ['it is about another account', granted({ resource: GROUP.replace('123456789012', '999999999999') })],
    ['it has no end', granted({ until: 'soon' })],
    ['it is nothing', { eventName: 'INSERT' as const }],
  ])('not where %s', (_, record) => {
    expect(lookAfter(record, known)).toBeUndefined();
  });
});
