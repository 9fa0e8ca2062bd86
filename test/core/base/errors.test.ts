import { describe, expect, test } from 'vitest';
import { Busy, classify, errorCode, message, Permanent } from '../../../lambdas/core/base/errors.ts';

/** An error as the SDK throws it. */
const aws = (name: string, status = 400, more: object = {}) =>
  Object.assign(new Error(`${name} happened`), { name, $metadata: { httpStatusCode: status }, ...more });

describe('an error is', () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    transient: [
      'RequestLimitExceeded',
      'Throttling',
      'ThrottlingException',
      'TimeoutError',
      'ECONNRESET',
      'ExpiredToken',
      'InternalError',
      'Unavailable',
      'IncorrectState',
      'NobodyHasSeenThisBefore',
    ],
    permanent: [
      'AccessDenied',
      'AccessDeniedException',
      'UnauthorizedOperation',
      'Client.UnauthorizedOperation',
      'AuthFailure',
      'OptInRequired',
      'OperationNotPermitted',
      'UnrecognizedClientException',
      'ValidationException',
      'ValidationError',
      'MissingParameter',
      'InvalidParameterValue',
    ],
  };

  for (const [kind, names] of Object.entries(cases))
    test.for(names)(`${kind}: %s`, (name) => expect(classify(aws(name))).toBe(kind));

  test('gone, or permanent, where the resource type says so', () => {
    const codes = { gone: ['InvalidToy.NotFound'], permanent: ['InvalidToy'] };
    expect(classify(aws('InvalidToy.NotFound'), codes)).toBe('gone');
    expect(classify(aws('Client.InvalidToy.NotFound'), codes)).toBe('gone');
    expect(classify(aws('InvalidToy.Malformed'), codes)).toBe('permanent');
    expect(classify(aws('InvalidToy.NotFound'))).toBe('transient');
  });

  test('transient when AWS says so, whatever the code', () => {
    expect(classify(aws('AccessDenied', 500))).toBe('transient');
    expect(classify(aws('InvalidParameterValue', 400, { $retryable: {} }))).toBe('transient');
  });

  test('permanent when we say so', () => {
    expect(classify(new Permanent('this needs a person'))).toBe('permanent');
    expect(classify(new Busy('somebody else is at it'))).toBe('transient');
  });

  test.for([undefined, null, 'text', 42, {}, { name: {} }, { name: 7, code: null }, new Error('plain')])(
    'transient when it is %o',
    (value) => expect(classify(value)).toBe('transient'),
  );
});

describe('the code of an error', () => {
  test('is where the SDK, older clients and the network put it', () => {
    expect(errorCode(aws('RequestLimitExceeded'))).toBe('RequestLimitExceeded');
    expect(errorCode({ Code: 'SlowDown' })).toBe('SlowDown');
    expect(errorCode(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(errorCode(aws('Client.DryRunOperation'))).toBe('DryRunOperation');
    expect(errorCode(undefined)).toBe('Unknown');
  });

  test('leads the message, which is bounded', () => {
    expect(message(aws('AuthFailure'))).toBe('AuthFailure: AuthFailure happened');
    expect(message(new Error('x'.repeat(5000)))).toHaveLength(1024);
    expect(message('just text')).toBe('just text');
  });
});
