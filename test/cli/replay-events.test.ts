import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventsIn, readEvents } from '../../cli/replay/read-events.ts';

const record = (eventName: string) => ({
  eventName,
  eventSource: 'ec2.amazonaws.com',
  eventTime: '2026-11-22T09:00:00Z',
  awsRegion: 'eu-central-1',
  recipientAccountId: '111122223333',
});
const enveloped = (eventName: string) => ({
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  account: '111122223333',
  region: 'eu-central-1',
  time: '2026-11-22T09:00:00Z',
  detail: record(eventName),
});

const lines = (...values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');

describe('events are found in', () => {
  test.for<[string, string, number]>([
    ['a CloudTrail record', JSON.stringify(record('A')), 1],
    ['an EventBridge envelope', JSON.stringify(enveloped('A')), 1],
    ['a log file', JSON.stringify({ Records: [record('A'), record('B')] }), 2],
    ['an empty log file', JSON.stringify({ Records: [] }), 0],
    ['a list', JSON.stringify([record('A'), enveloped('B')]), 2],
    ['pretty JSON', JSON.stringify(record('A'), null, 2), 1],
    ['a line each', `${lines(record('A'), enveloped('B'))}\n`, 2],
    ['a log file a line', lines({ Records: [record('A')] }, { Records: [record('B')] }), 2],
    ['lines with empty ones between', `${lines(record('A'))}\n\n${lines(record('B'))}\n`, 2],
  ])('%s', ([, text, count]) => {
    const events = eventsIn(text, 'file');
    expect(events.map(({ envelope }) => envelope)).toEqual(['A', 'B'].slice(0, count).map(enveloped));
  });

  test('nothing that is no JSON, and the line is named', () => {
    expect(() => eventsIn(`${lines(record('A'))}\nhello`, 'file')).toThrow('file:2 is no JSON');
  });

  test.for([
    ['a number', '7'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['a list of numbers', '[7]'],
    ['an empty text', ''],
    ['an empty object', '{}'],
    ['some other JSON', '{"name":"x","dependencies":{"y":"1"}}'],
    ['a finding of another tool', '[{"CheckID":"ec2_securitygroup","Status":"FAIL"}]'],
    ['of hostile depth', `${'['.repeat(500)}${']'.repeat(500)}`],
  ] as const)('nothing that is %s', ([, text]) => {
    expect(() => eventsIn(text, 'file')).toThrow('file holds no CloudTrail event. Give CloudTrail records');
  });

  test('no CSV of the console, which says too little', () => {
    const csv = 'Event name,Event time,User name\nAuthorizeSecurityGroupIngress,2026-11-22,alice\n';
    expect(() => eventsIn(csv, 'file')).toThrow('choose "Download JSON" instead');
  });
});

describe('events are found in what people save:', () => {
  const text = (name: string) => JSON.stringify(record(name));
  const looked = (name: string) => ({ EventId: 'e', EventName: name, CloudTrailEvent: text(name) });
  test.for<[string, string, number]>([
    ['lookup-events', JSON.stringify({ Events: [looked('A'), looked('B')], NextToken: 't' }), 2],
    ['an entry of it', JSON.stringify(looked('A')), 1],
    ['its entries a line each', lines(looked('A'), looked('B')), 2],
    ['lookup-events --query Events[].CloudTrailEvent', JSON.stringify([text('A'), text('B')], null, 4), 2],
    ['lookup-events --output text', `${text('A')}\t${text('B')}\n`, 2],
    ['lookup-events --output text, whole', `EVENTS\tAKIA\t${text('A')}\te-1\nRESOURCES\t{}\n`, 1],
    [
      'CloudWatch Logs, filter-log-events',
      JSON.stringify({ events: [{ timestamp: 1, message: text('A') }] }),
      1,
    ],
    [
      'CloudWatch Logs, a subscription',
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logEvents: [{ message: text('A') }, { message: text('B') }],
      }),
      2,
    ],
    [
      'CloudWatch Logs Insights',
      JSON.stringify({
        results: [
          [
            { field: '@timestamp', value: '1' },
            { field: '@message', value: text('A') },
          ],
        ],
      }),
      1,
    ],
    [
      'CloudWatch Logs, aws logs tail',
      `2026-11-22T09:00:00 stream ${text('A')}\n2026-11-22T09:00:01 stream ${text('B')}\n`,
      2,
    ],
    [
      'SQS, receive-message',
      JSON.stringify({ Messages: [{ MessageId: 'm', Body: JSON.stringify(enveloped('A')) }] }),
      1,
    ],
    [
      'SQS, as a function gets it',
      JSON.stringify({ Records: [{ messageId: 'm', body: JSON.stringify(enveloped('A')) }] }),
      1,
    ],
    [
      'SNS in SQS',
      JSON.stringify({
        Messages: [
          { Body: JSON.stringify({ Type: 'Notification', Message: JSON.stringify(enveloped('A')) }) },
        ],
      }),
      1,
    ],
    [
      'SNS, as a function gets it',
      JSON.stringify({ Records: [{ Sns: { Message: JSON.stringify(enveloped('A')) } }] }),
      1,
    ],
    ['a dead letter of Lambda', JSON.stringify({ requestContext: {}, requestPayload: enveloped('A') }), 1],
  ])('%s', ([, saved, count]) => {
    expect(eventsIn(saved, 'file').map(({ envelope }) => envelope)).toEqual(
      ['A', 'B'].slice(0, count).map(enveloped),
    );
  });
});

const all = async (path: string) => {
  const names: string[] = [];
  for await (const found of readEvents(path))
    names.push(
      'unread' in found
        ? `${found.from.slice(path.length)} left out`
        : `${found.from.slice(path.length)} ${(found.envelope as ReturnType<typeof enveloped>).detail.eventName}`,
    );
  return names;
};

describe('a path is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-'));
  mkdirSync(join(folder, '2026', '11'), { recursive: true });
  mkdirSync(join(folder, 'CloudTrail-Digest'));
  writeFileSync(join(folder, 'one.json'), JSON.stringify(record('A')));
  writeFileSync(
    join(folder, '2026', '11', 'two.json.gz'),
    gzipSync(JSON.stringify({ Records: [record('B'), record('C')] })),
  );
  writeFileSync(join(folder, 'notes.txt'), 'nothing to see');
  writeFileSync(join(folder, 'CloudTrail-Digest', 'digest.json'), '{"digest":1}');

  test('a file', async () => {
    expect(await all(join(folder, 'one.json'))).toEqual([' A']);
  });

  test('a gzipped file, whatever its name', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'drawbridge-')), 'events');
    writeFileSync(file, gzipSync(lines(record('A'))));
    expect(await all(file)).toEqual([' A']);
  });

  test('a folder with all below it that can hold events', async () => {
    expect(await all(folder)).toEqual([
      '/2026/11/two.json.gz#1 B',
      '/2026/11/two.json.gz#2 C',
      '/one.json A',
    ]);
  });

  test('a folder, of which a broken file keeps nobody from the others', async () => {
    const some = mkdtempSync(join(tmpdir(), 'drawbridge-'));
    writeFileSync(join(some, 'a.json'), '{"Records":[');
    writeFileSync(join(some, 'b.json'), JSON.stringify(record('B')));
    writeFileSync(join(some, 'c.json.gz'), gzipSync('x').subarray(0, 12));
    writeFileSync(join(some, 'd.json'), '{"Records":[]}');
    expect(await all(some)).toEqual(['/a.json left out', '/b.json B', '/c.json.gz left out']);
  });

  test.for([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 of the other order', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ] as const)('a file in %s', async ([, write]) => {
    const file = join(mkdtempSync(join(tmpdir(), 'drawbridge-')), 'events.json');
    writeFileSync(file, write(JSON.stringify({ Records: [record('A')] })));
    expect(await all(file)).toEqual([' A']);
  });

  test('or one without any event, which is no all-clear', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'drawbridge-')), 'events.json');
    for (const content of ['', '{}', '{"Records":[]}']) {
      writeFileSync(file, content);
      await expect(all(file)).rejects.toThrow('holds no CloudTrail event');
    }
    await expect(all(join(file, '..'))).rejects.toThrow(/holds a CloudTrail event/);
  });

  test('or a mistake, which is told', async () => {
    await expect(all(join(folder, 'missing.json'))).rejects.toThrow('There is no');
    await expect(all(mkdtempSync(join(tmpdir(), 'drawbridge-')))).rejects.toThrow('There are no files');
  });
});
