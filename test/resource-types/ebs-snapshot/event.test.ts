import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../lambdas/core/base/event.ts';
import { ebsSnapshot } from '../../../lambdas/resource-types/ebs-snapshot/type.ts';

const ID = 'snap-0123456789abcdef0';
const ALL = [{ value: 'all' }];

const hintOf = (eventName: string, requestParameters: unknown, more: object = {}) => {
  const detail = { eventName, eventID: 'e-1', requestParameters, ...more };
  const parsed = parse({ detail }, { account: '1', region: 'r', ...ebsSnapshot });
  if (parsed.outcome !== 'event') throw new Error(parsed.reason);
  return ebsSnapshot.hint(parsed.event);
};

const modify = (operation: string, item: object) => ({
  snapshotId: ID,
  createVolumePermission: { [operation]: { items: [item] } },
  attributeType: 'CREATE_VOLUME_PERMISSION',
});

describe('an event is about', () => {
  test.each([
    [
      'a snapshot that was shared with all',
      'ModifySnapshotAttribute',
      modify('add', { group: 'all' }),
      false,
      ALL,
    ],
    [
      'one that was shared with an account',
      'ModifySnapshotAttribute',
      modify('add', { userId: '1' }),
      true,
      [],
    ],
    ['one that is private again', 'ModifySnapshotAttribute', modify('remove', { group: 'all' }), true, []],
    [
      'one that was shared by the older call',
      'ModifySnapshotAttribute',
      { snapshotId: ID, operationType: 'add', groupSet: { items: [{ group: 'all' }] } },
      false,
      ALL,
    ],
    ['one that was reset', 'ResetSnapshotAttribute', { snapshotId: ID }, true, []],
    ['one that was deleted', 'DeleteSnapshot', { snapshotId: ID }, true, []],
    ['one that was tagged', 'CreateTags', { resourcesSet: { items: [{ resourceId: ID }] } }, true, []],
  ] as const)('%s', (_, name, request, closes, shows) => {
    expect(hintOf(name, request)).toEqual({ ids: [ID], lookUps: [], closes, shows });
  });

  test('a snapshot whose id stands somewhere else, where the request was too large', () => {
    const resources = [{ ARN: `arn:aws:ec2:eu-west-1::snapshot/${ID}` }];
    expect(hintOf('ModifySnapshotAttribute', { omitted: true }, { resources })).toMatchObject({ ids: [ID] });
  });

  test('nothing of ours, where something else was tagged', () => {
    const request = { resourcesSet: { items: [{ resourceId: 'i-0123456789abcdef0' }] } };
    expect(hintOf('CreateTags', request)).toMatchObject({ ids: [], lookUps: [] });
  });

  test('nobody knows what: it is refused, and says what to do', () => {
    expect(hintOf('ModifySnapshotAttribute', { omitted: true })).toMatchObject({
      refused: expect.stringContaining('run a sweep'),
    });
  });

  test('whatever it is, without a throw', () => {
    fc.assert(
      fc.property(fc.anything(), (request) => {
        expect(hintOf('ModifySnapshotAttribute', request)).toBeDefined();
      }),
    );
  });
});
