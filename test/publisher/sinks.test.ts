import { BatchImportFindingsCommand } from '@aws-sdk/client-securityhub';
import { describe, expect, it } from 'vitest';
import { asffOf } from '../../lambdas/publisher/asff.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { eventBridgeSink } from '../../lambdas/publisher/event-bridge.ts';
import { ImportFindingsCommand } from '../../lambdas/publisher/hub-commands.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import { securityHubSink } from '../../lambdas/publisher/security-hub.ts';
import type { ClosedRecord } from '../../lambdas/publisher/sink.ts';
import { batches } from '../../lambdas/publisher/sink.ts';
import { snsSink } from '../../lambdas/publisher/sns.ts';
import { asff } from '../support/asff.ts';
import { type Answers, type Call, failure, fakeAws, listOf } from './aws.ts';
import { CIFS, recordOf, SSH, state } from './records.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:findings';
const record = recordOf('REMEDIATED');
const many = (count: number): ClosedRecord => {
  const ids = Array.from({ length: count }, (_, i) => `custom-${i}`);
  const findings = Object.fromEntries(ids.map((id) => [id, state('REMEDIATED')]));
  return recordOf('REMEDIATED', { changed: ids, findings });
};
const findings = (from: ClosedRecord) => toldBy(from, CATALOGUE);
const json = (status: number, body: object) => ({ status, body: JSON.stringify(body) });

describe('the SNS sink', () => {
  it('publishes one message for each finding, with attributes to filter on', async () => {
    const aws = fakeAws();
    const both = recordOf('REMEDIATED', {
      changed: [CIFS, SSH],
      findings: { [CIFS]: state('REMEDIATED'), [SSH]: state('NOTIFIED') },
    });
    expect(await snsSink(aws.sns, TOPIC)(findings(both), both)).toEqual(new Map());
    expect(aws.calls).toHaveLength(2);
    const body = aws.calls[0]?.body ?? {};
    expect(body).toMatchObject({ Action: 'Publish', TopicArn: TOPIC });
    expect(body).not.toHaveProperty('MessageStructure');
    const attributes = [1, 2, 3, 4, 5].map((i) => [
      body[`MessageAttributes.entry.${i}.Name`],
      body[`MessageAttributes.entry.${i}.Value.StringValue`],
    ]);
    expect(attributes).toEqual([
      ['template', CIFS],
      ['severity', 'HIGH'],
      ['status', 'REMEDIATED'],
      ['account', '123456789012'],
      ['region', 'us-east-1'],
    ]);
  });

  it('says which message was refused, and publishes the others', async () => {
    const isFirst = ({ body }: Call) => String(body['Subject']).includes('custom-0,');
    const aws = fakeAws((call) => (isFirst(call) ? failure('sns', 'Throttled', 429) : undefined));
    const untaken = await snsSink(aws.sns, TOPIC)(findings(many(3)), many(3));
    expect([...untaken.keys()]).toEqual(['custom-0']);
    expect(aws.calls).toHaveLength(3);
  });
});

describe('the Security Hub sink', () => {
  const hub = (answers?: Answers, told: string[] = []) => {
    const aws = fakeAws(answers);
    return {
      aws,
      told,
      sink: securityHubSink(aws.securityHub, CATALOGUE, 'us-east-1', (why) => told.push(why)),
    };
  };

  it('sends the very request that the SDK itself makes of the same findings', async () => {
    const Findings = findings(record).map((finding) => asffOf(finding, record, CATALOGUE, 'us-east-1'));
    const [ours, theirs] = [fakeAws(), fakeAws()];
    const answer = await ours.securityHub.send(new ImportFindingsCommand({ Findings }));
    const expected = await theirs.securityHub.send(new BatchImportFindingsCommand({ Findings }));
    const stable = ({ method, path, headers, body }: Call) => {
      const { 'content-type': type, 'content-length': length, host } = headers;
      return { method, path, type, length, host, body };
    };
    expect(ours.calls.map(stable)).toEqual(theirs.calls.map(stable));
    expect({ ...answer, $metadata: {} }).toEqual({ ...expected, $metadata: {} });
  });

  it('imports ASFF that is signed for the service', async () => {
    const { aws, sink } = hub();
    expect(await sink(findings(record), record)).toEqual(new Map());
    const [call] = aws.to('securityhub');
    expect(listOf(call, 'Findings')).toHaveLength(1);
    for (const finding of listOf(call, 'Findings')) expect(() => asff.parse(finding)).not.toThrow();
    expect(call?.headers['authorization']).toContain('/us-east-1/securityhub/aws4_request');
  });

  it('sends at most a hundred findings a call', async () => {
    const { aws, sink } = hub();
    expect(await sink(findings(many(230)), many(230))).toEqual(new Map());
    const imports = aws.to('securityhub').filter(({ path }) => path === '/findings/import');
    expect(imports.map((call) => listOf(call, 'Findings').length)).toEqual([100, 100, 30]);
  });

  it('takes a finding that failed inside a 200 answer for untaken', async () => {
    const Id = `${record.resource}/custom-1`;
    const FailedFindings = [{ Id, ErrorCode: 'InternalFailure', ErrorMessage: 'stub' }];
    const { sink } = hub(() => json(200, { FailedCount: 1, SuccessCount: 2, FailedFindings }));
    expect([...(await sink(findings(many(3)), many(3)))]).toEqual([
      ['custom-1', expect.objectContaining({ name: 'InternalFailure', message: 'stub' })],
    ]);
  });

  it('takes all for untaken when failures are counted and not named', async () => {
    const { sink } = hub(() => json(200, { FailedCount: 1, SuccessCount: 1, FailedFindings: [] }));
    expect((await sink(findings(many(2)), many(2))).size).toBe(2);
  });

  it.each([
    ['the whole call', () => failure('securityhub', 'InvalidAccessException', 401)],
    [
      'each finding',
      () =>
        json(200, {
          FailedCount: 1,
          SuccessCount: 0,
          FailedFindings: [
            { Id: `${record.resource}/${CIFS}`, ErrorCode: 'InvalidAccess', ErrorMessage: 'off' },
          ],
        }),
    ],
  ])('is fine with a Security Hub that is off for %s, and says so once', async (_, answer) => {
    const { sink, told } = hub(answer);
    expect(await sink(findings(record), record)).toEqual(new Map());
    expect(await sink(findings(record), record)).toEqual(new Map());
    expect(told).toHaveLength(1);
  });

  it('does not take a name that is not found for a Security Hub that is off', async () => {
    const { sink, told } = hub(() => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    });
    expect((await sink(findings(record), record)).size).toBe(1);
    expect(told).toEqual([]);
  });

  it('reports a call that failed for the findings in it, and sends the others', async () => {
    let calls = 0;
    const { sink } = hub(() => {
      calls += 1;
      return calls === 1 ? failure('securityhub', 'TooManyRequestsException', 429) : undefined;
    });
    expect((await sink(findings(many(130)), many(130))).size).toBe(100);
  });
});

describe('the EventBridge sink', () => {
  it('puts the finding on the default bus', async () => {
    const aws = fakeAws();
    expect(await eventBridgeSink(aws.eventBridge)(findings(record), record)).toEqual(new Map());
    const [entry] = listOf(aws.calls[0], 'Entries');
    expect(entry).toMatchObject({
      Source: 'drawbridge',
      DetailType: 'Drawbridge Finding',
      Resources: [record.resource],
    });
    expect(entry).not.toHaveProperty('EventBusName');
    expect(JSON.parse(String(entry?.['Detail']))).toEqual(findings(record)[0]);
  });

  it('sends at most ten events and 256 KB a call', async () => {
    const aws = fakeAws();
    await eventBridgeSink(aws.eventBridge)(findings(many(25)), many(25));
    expect(aws.calls.map((call) => listOf(call, 'Entries').length)).toEqual([10, 10, 5]);

    const violating = Array.from({ length: 9_000 }, (_, i) => `tcp ${i} from 0.0.0.0/0 (sgr-0123456789)`);
    const big = recordOf('FAILED', {
      changed: [CIFS, SSH],
      findings: { [CIFS]: state('FAILED', { violating }), [SSH]: state('FAILED', { violating }) },
    });
    const large = fakeAws();
    await eventBridgeSink(large.eventBridge)(findings(big), big);
    expect(large.calls).toHaveLength(2);
    for (const call of large.calls)
      for (const { Detail } of listOf(call, 'Entries'))
        expect(Buffer.byteLength(String(Detail))).toBeLessThan(256 * 1024 - 5_000);
  });

  it('takes an entry that failed inside a 200 answer for untaken', async () => {
    const Entries = [
      { EventId: 'a' },
      { ErrorCode: 'ThrottlingException', ErrorMessage: 'stub' },
      { EventId: 'c' },
    ];
    const aws = fakeAws(() => json(200, { FailedEntryCount: 1, Entries }));
    const untaken = await eventBridgeSink(aws.eventBridge)(findings(many(3)), many(3));
    expect([...untaken]).toEqual([['custom-1', expect.objectContaining({ name: 'ThrottlingException' })]]);
  });
});

describe('batches', () => {
  it('keep the order and both limits, and leave an entry that is too large alone', () => {
    const entries = [30, 30, 50, 200, 10, 10, 10].map((bytes, item) => ({
      template: String(item),
      item,
      bytes,
    }));
    const items = batches(entries, { entries: 2, bytes: 100 }).map((call) => call.map(({ item }) => item));
    expect(items).toEqual([[0, 1], [2], [3], [4, 5], [6]]);
  });
});
