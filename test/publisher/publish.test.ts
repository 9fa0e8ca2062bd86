import { describe, expect, it } from 'vitest';
import { failure } from './aws.ts';
import { down, fakeLedger, letters, published, streamRecord } from './fake-ledger.ts';
import { CIFS, recordOf } from './records.ts';

const SINKS = ['sns', 'securityhub', 'events'] as const;
const DONE = { batchItemFailures: [] };

const remediated = recordOf('REMEDIATED');
const { closedAt: _, ...open } = remediated;
const started = { ...open, state: 'STARTED' };
const refusal = {
  resource: 'refused/e-1',
  n: 1,
  state: 'REFUSED',
  kind: 'security-group',
  eventId: 'e-1',
  reason: 'requestParameters name no group',
  account: '123456789012',
  region: 'us-east-1',
  expires: 1_800_000_000,
};

describe('a closed record', () => {
  it('goes to all sinks, and nothing is read from or written to the ledger', async () => {
    const ledger = fakeLedger();
    expect(await ledger.run([remediated])).toBe(1);
    expect(SINKS.map((sink) => ledger.to(sink).length)).toEqual([2, 2, 1]);
    expect(ledger.to('sqs')).toEqual([]);
    expect(ledger.to('dynamodb')).toEqual([]);
    expect(ledger.counted).toEqual([]);
  });

  it('is published when it comes to be closed, and only then', async () => {
    const ledger = fakeLedger();
    const records = [
      streamRecord(started),
      streamRecord(remediated, started),
      streamRecord({ ...remediated, note: 'somebody adds an attribute' }, remediated),
      streamRecord(undefined, remediated),
    ];
    expect(await ledger.invoke(records)).toEqual(DONE);
    expect(SINKS.map((sink) => ledger.to(sink).length)).toEqual([2, 2, 1]);
  });

  it('without a changed template calls nobody', async () => {
    const ledger = fakeLedger();
    expect(await ledger.invoke([streamRecord(recordOf('REMEDIATED', { changed: [] }))])).toEqual(DONE);
    expect(ledger.calls).toEqual([]);
  });

  it('is logged as one line a finding, with nothing in it that a caller chose', async () => {
    const ledger = fakeLedger();
    await ledger.run([remediated]);
    expect(ledger.log).toEqual([
      {
        level: 'info',
        message: 'finding',
        fields: {
          finding: {
            id: '123456789012/us-east-1/sg-0123456789abcdef0/7/unrestricted-cifs-access',
            template: CIFS,
            severity: 'HIGH',
            status: 'REMEDIATED',
            account: '123456789012',
            region: 'us-east-1',
            resource: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123456789abcdef0',
            violating: 2,
            remediation: 'sg-0123456789abcdef0/7',
            eventId: '11111111-2222-3333-4444-555555555555',
            openedAt: '2026-11-22T09:00:00Z',
            closedAt: '2026-11-22T09:00:03.250Z',
          },
        },
      },
    ]);
  });
});

describe('a refusal', () => {
  it('goes to the dead letters alone, with what a person needs', async () => {
    const ledger = fakeLedger();
    await ledger.run([refusal]);
    expect(ledger.calls.map(({ service }) => service)).toEqual(['sqs']);
    expect(letters(ledger.to)).toEqual([
      [
        'Drawbridge Refusal',
        {
          kind: 'security-group',
          eventId: 'e-1',
          reason: 'requestParameters name no group',
          account: '123456789012',
          region: 'us-east-1',
        },
      ],
    ]);
  });

  it('that is handed over starts a sweep over its kind, once for each event', async () => {
    const ledger = fakeLedger();
    await ledger.run([{ ...refusal, handedTo: 'sweep' }]);
    expect(ledger.calls.map(({ service }) => service)).toEqual(['states']);
    expect(ledger.calls[0]?.body).toMatchObject({
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Drawbridge-sweep',
      name: expect.stringMatching(/^security-group-[0-9a-f]{32}$/),
      input: '{"kinds":["security-group"]}',
    });
  });

  it('whose sweep was started before is done', async () => {
    const ledger = fakeLedger(({ service }) =>
      service === 'states' ? failure('states', 'ExecutionAlreadyExists') : undefined,
    );
    await ledger.run([{ ...refusal, handedTo: 'sweep' }]);
    expect([ledger.counted, ledger.owed()]).toEqual([[], [undefined]]);
  });

  it('is told again until it is taken', async () => {
    const ledger = fakeLedger(down('sqs', 'ServiceUnavailable', 3));
    await ledger.run([refusal]);
    expect(ledger.owed()).toEqual([{ alarm: ['refusal'] }]);
    while ((await ledger.wake()) !== undefined);
    expect(ledger.to('sqs')).toHaveLength(4);
    expect(ledger.owed()).toEqual([{}]);
  });

  it('that the queue will not take is counted and owed', async () => {
    const ledger = fakeLedger(({ service }) =>
      service === 'sqs' ? failure('sqs', 'AccessDeniedException', 403) : undefined,
    );
    expect(await ledger.run([refusal], 5)).toBe(2);
    expect(new Set(ledger.counted)).toEqual(new Set(['alarm']));
    expect(ledger.owed()).toEqual([{ alarm: ['refusal'] }]);
  });
});

describe('a finding that is FAILED', () => {
  it('rings the alarm', async () => {
    const ledger = fakeLedger();
    await ledger.run([recordOf('FAILED')]);
    expect(letters(ledger.to)).toEqual([
      ['Drawbridge Finding', expect.objectContaining({ status: 'FAILED', template: CIFS })],
    ]);
  });
});

describe('a stream record that is no ledger record', () => {
  const { findings, ...bare } = remediated;
  it.each<[string, object]>([
    ['has no findings', bare],
    [
      'has a status that nobody knows',
      { ...bare, findings: { [CIFS]: { ...findings[CIFS], status: 'FINE' } } },
    ],
    [
      'has texts where lists belong',
      { ...bare, findings: { [CIFS]: { ...findings[CIFS], violating: 'all' } } },
    ],
    ['names a template without a state', { ...remediated, changed: ['constructor'] }],
    ['has no account', { ...remediated, account: undefined }],
    ['is in a state that nobody knows', { ...remediated, state: 'OPEN' }],
    ['is a refusal without a reason', { ...refusal, reason: undefined }],
    ['is empty', {}],
  ])('because it %s is logged and counted, and never blocks those behind it', async (_why, image) => {
    const ledger = fakeLedger();
    expect(await ledger.invoke([streamRecord(image), streamRecord(remediated)])).toEqual(DONE);
    expect(ledger.counted).toEqual(['stream']);
    expect(letters(ledger.to)).toEqual([['Drawbridge Unpublished', expect.objectContaining({ owed: {} })]]);
    expect(published(ledger.to).sns).toHaveLength(1);
  });

  it('because its attributes are no attributes at all is logged and counted', async () => {
    const ledger = fakeLedger();
    const broken = { eventName: 'INSERT' as const, dynamodb: { NewImage: { state: { X: 1 } } as never } };
    expect(await ledger.invoke([broken, streamRecord(remediated)])).toEqual(DONE);
    expect(ledger.counted).toEqual(['stream']);
  });

  it('because its rows are no rows fails where they matter and nowhere else', async () => {
    const ledger = fakeLedger();
    const image = recordOf('NOTIFIED', { before: [{ id: 'sgr-1' }, null] });
    expect(await ledger.invoke([streamRecord(image)])).toEqual(DONE);
    expect(ledger.counted).toEqual(['securityHub']);
    expect([published(ledger.to).sns.length, published(ledger.to).events.length]).toEqual([1, 1]);
  });
});

describe('a batch that runs out of time', () => {
  it('is handed back from the record that was not begun, but never without any progress', async () => {
    const ledger = fakeLedger();
    const records = [streamRecord(remediated), streamRecord(recordOf('REMEDIATED', { n: 8 }))];
    const failed = records[1]?.dynamodb?.SequenceNumber;
    expect(await ledger.invoke(records, 5_000)).toEqual({ batchItemFailures: [{ itemIdentifier: failed }] });
    expect(published(ledger.to).sns).toHaveLength(1);
  });
});

describe('the function', () => {
  it('says which part of its environment is missing', async () => {
    await expect(import('../../lambdas/publisher/handler.ts')).rejects.toThrow(
      "The function's environment has no TOPIC_ARN. Deploy the stack again.",
    );
  });
});
