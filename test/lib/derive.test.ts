import { describe, expect, test } from 'vitest';
import type { Call } from '../../lambdas/core/base/resource-type.ts';
import { CATALOGUE } from '../../lib/catalogue.ts';
import { eventPattern } from '../../lib/derive.ts';

const ROLE = 'arn:aws:iam::123456789012:role/fixer';
const NOT_OURS = {
  userIdentity: { sessionContext: { sessionIssuer: { arn: [{ 'anything-but': ROLE }, { exists: false }] } } },
};
const SNAPSHOTS = { requestParameters: { resourceName: [{ wildcard: '*:snapshot:*' }] } };

/** As long as a role's ARN can get: GovCloud, and a name of 64 characters. */
const LONGEST_ROLE = `arn:aws-us-gov:iam::123456789012:role/${'x'.repeat(64)}`;

const detailOf = (calls: Readonly<Record<string, Call>>) =>
  eventPattern({ sources: ['aws.rds'], eventSources: ['rds.amazonaws.com'], calls }, ROLE).detail;

describe('the event pattern of a kind', () => {
  test('takes its sources, and calls that CloudTrail has recorded as successful', () => {
    const pattern = eventPattern(
      { sources: ['aws.rds'], eventSources: ['rds.amazonaws.com'], calls: { Share: { wakes: 'opens' } } },
      ROLE,
    );
    expect(pattern).toEqual({
      source: ['aws.rds'],
      detailType: ['AWS API Call via CloudTrail'],
      detail: {
        eventSource: ['rds.amazonaws.com'],
        errorCode: [{ exists: false }],
        eventName: ['Share'],
      },
    });
  });

  test('lets opening calls of anyone through, our own role included', () => {
    expect(detailOf({ Share: { wakes: 'opens' }, Modify: { wakes: 'both' } })).toMatchObject({
      eventName: ['Modify', 'Share'],
    });
    expect(JSON.stringify(detailOf({ Share: { wakes: 'opens' }, Modify: { wakes: 'both' } }))).not.toContain(
      ROLE,
    );
  });

  test('leaves out closing calls of our own role, but not those of users, root and services', () => {
    expect(detailOf({ Delete: { wakes: 'closes' } })).toMatchObject({ eventName: ['Delete'], ...NOT_OURS });
  });

  test('gives each condition a branch of its own', () => {
    expect(
      detailOf({
        Share: { wakes: 'opens' },
        Delete: { wakes: 'closes' },
        Tag: { wakes: 'both', only: SNAPSHOTS },
        Modify: { wakes: 'both' },
        Untag: { wakes: 'both', only: SNAPSHOTS },
      }),
    ).toEqual({
      eventSource: ['rds.amazonaws.com'],
      errorCode: [{ exists: false }],
      $or: [
        { eventName: ['Modify', 'Share'] },
        { eventName: ['Delete'], ...NOT_OURS },
        { eventName: ['Tag', 'Untag'], ...SNAPSHOTS },
      ],
    });
  });

  test('asks a closing call for both its own condition and another caller', () => {
    expect(detailOf({ Remove: { wakes: 'closes', only: SNAPSHOTS } })).toMatchObject({
      eventName: ['Remove'],
      ...SNAPSHOTS,
      ...NOT_OURS,
    });
  });

  test('refuses two conditions on one field', () => {
    expect(() => detailOf({ Remove: { wakes: 'closes', only: NOT_OURS } })).toThrow(
      'Two conditions on the field arn',
    );
  });
});

describe.each(CATALOGUE)('the event pattern of $kind.name', ({ kind }) => {
  const pattern = eventPattern(kind, LONGEST_ROLE);

  test('fits into the 2,048 characters that EventBridge takes', () => {
    const { detailType, ...rest } = pattern;
    expect(JSON.stringify({ ...rest, 'detail-type': detailType }).length).toBeLessThanOrEqual(2048);
  });

  test('names every call of the kind once, without those that are for a sweep', () => {
    const names = [...JSON.stringify(pattern).matchAll(/"eventName":(\[[^\]]*\])/g)].flatMap(
      ([, list = '[]']) => JSON.parse(list) as string[],
    );
    const calls = Object.keys(kind.calls).filter((name) => !kind.calls[name]?.sweep);
    expect(names.sort()).toEqual(calls.sort());
  });
});
