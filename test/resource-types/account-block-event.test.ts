import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../lambdas/core/base/event.ts';
import { accountBlock } from '../../lambdas/resource-types/account-block/type.ts';

const hintOf = (eventName: string, requestParameters: unknown, more: object = {}) => {
  const detail = { eventName, eventID: 'e-1', requestParameters, ...more };
  const parsed = parse({ detail }, { account: '1', region: 'r', ...accountBlock });
  if (parsed.outcome !== 'event') throw new Error(parsed.reason);
  return accountBlock.hint(parsed.event);
};

const SETTING = '/ssm/documents/console/public-sharing-permission';
const ARN = `arn:aws:ssm:eu-west-1:111122223333:servicesetting${SETTING}`;
const emr = (blockPublicSecurityGroupRules: boolean) => ({
  blockPublicAccessConfiguration: { blockPublicSecurityGroupRules },
});

describe('a call that switches a block off shows that it is off', () => {
  test.each([
    ['ebs-snapshot', 'DisableSnapshotBlockPublicAccess', null, 'unblocked'],
    ['ami', 'DisableImageBlockPublicAccess', null, 'unblocked'],
    ['ssm-document', 'UpdateServiceSetting', { settingId: SETTING, settingValue: 'Enable' }, 'Enable'],
    ['ssm-document', 'UpdateServiceSetting', { settingId: ARN, settingValue: 'Enable' }, 'Enable'],
    ['emr', 'PutBlockPublicAccessConfiguration', emr(false), 'off'],
    ['s3-account', 'DeleteAccountPublicAccessBlock', { Host: 'h' }, 'off'],
  ] as const)('%s by %s', (service, name, request, value) => {
    const shown = { ids: [`${service}-block-public-access`], lookUps: [], closes: false, shows: [{ value }] };
    expect(hintOf(name, request)).toEqual(shown);
  });

  test('a reset, where the answer says what it is reset to', () => {
    const reset = (settingValue: string) => ({ responseElements: { serviceSetting: { settingValue } } });
    const request = { settingId: SETTING };
    expect(hintOf('ResetServiceSetting', request, reset('Enable'))).toMatchObject({
      shows: [{ value: 'Enable' }],
    });
    expect(hintOf('ResetServiceSetting', request, reset('Disable'))).toMatchObject({
      closes: true,
      shows: [],
    });
    expect(hintOf('ResetServiceSetting', request)).toMatchObject({ shows: [] });
  });
});

describe('a call that switches it on may close', () => {
  test.each([
    ['ebs-snapshot', 'EnableSnapshotBlockPublicAccess', { state: 'block-all-sharing' }],
    ['ami', 'EnableImageBlockPublicAccess', null],
    ['ssm-document', 'UpdateServiceSetting', { settingId: SETTING, settingValue: 'Disable' }],
    ['emr', 'PutBlockPublicAccessConfiguration', emr(true)],
    ['s3-account', 'PutAccountPublicAccessBlock', {}],
  ] as const)('%s by %s', (service, name, request) => {
    const hint = { ids: [`${service}-block-public-access`], lookUps: [], closes: true, shows: [] };
    expect(hintOf(name, request)).toEqual(hint);
  });
});

test('another setting of Systems Manager is none of them, and nothing that an event holds makes it throw', () => {
  expect(
    hintOf('UpdateServiceSetting', { settingId: '/ssm/parameter-store/high-throughput-enabled' }),
  ).toHaveProperty('refused');
  for (const name of Object.keys(accountBlock.calls))
    fc.assert(fc.property(fc.anything(), (request) => void expect(hintOf(name, request)).toBeDefined()));
});
