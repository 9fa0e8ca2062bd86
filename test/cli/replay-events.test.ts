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
  ] as const)('nothing that is %s', ([, text]) => {
    expect(() => eventsIn(text, 'file')).toThrow('event 1 is no object');
  });
});

const all = async (path: string) => {
  const names: string[] = [];
  for await (const { from, envelope } of readEvents(path))
    names.push(`${from.slice(path.length)} ${(envelope as ReturnType<typeof enveloped>).detail.eventName}`);
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

  test('or a mistake, which is told', async () => {
    await expect(all(join(folder, 'missing.json'))).rejects.toThrow('There is no');
    await expect(all(mkdtempSync(join(tmpdir(), 'drawbridge-')))).rejects.toThrow('There are no files');
  });
});
