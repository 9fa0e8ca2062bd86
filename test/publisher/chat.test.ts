import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aboutOf } from '../../lambdas/core/ledger/finding.ts';
import type { Status } from '../../lambdas/core/ledger/record.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { chatMessage, chatSink } from '../../lambdas/publisher/chat.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import type { ClosedRecord } from '../../lambdas/publisher/sink.ts';
import { type Call, failure, fakeAws } from './aws.ts';
import { CIFS, hostileRecord, recordOf, STATUSES, state } from './records.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:chat';

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
const notification = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: z.string(),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: z.string().min(1).max(250),
    description: z.string().min(1).max(8000),
    nextSteps: z.array(z.string()),
    keywords: z.array(z.string().min(1)),
  }),
  metadata: z.strictObject({
    threadId: z.string().min(1),
    summary: z.string().min(1),
    eventType: z.string().min(1),
    relatedResources: z.array(z.string().min(1)),
  }),
});

const messageOf = (record: ClosedRecord) => {
  const [finding] = toldBy(record, CATALOGUE);
  if (!finding) throw new Error('expected a finding');
  return chatMessage(finding, aboutOf(record, finding.template, CATALOGUE));
};

describe('a message for chat applications', () => {
  it.each(STATUSES)('of status %s keeps to the schema of Amazon Q Developer', (status: Status) => {
    expect(() => notification.parse(messageOf(recordOf(status)))).not.toThrow();
  });

  it('says what was done, where, by whom and how to undo it', () => {
    const { content, metadata } = messageOf(recordOf('REMEDIATED'));
    expect(content.title).toBe('[HIGH] REMEDIATED: Unrestricted CIFS Access, sg-0123456789abcdef0');
    expect(content.description).toContain('• `tcp 445 from 0.0.0.0/0 (sgr-1)`');
    expect(content.description).toContain('*Changed by* `arn:aws:iam::123456789012:user/alice`');
    expect(content.nextSteps[0]).toBe(
      'Put back exactly what was removed: `npx --no -- drawbridge undo sg-0123456789abcdef0/7 --region us-east-1`',
    );
    expect(metadata.threadId).toBe(`${recordOf('REMEDIATED').resource}/${CIFS}`);
  });

  it('names who keeps doing it', () => {
    const flapping = { count: 6, since: '2026-11-22T09:00:00.000Z', actors: ['arn:a'], tools: ['Terraform'] };
    const { content } = messageOf(
      recordOf('REMEDIATED', { findings: { [CIFS]: state('REMEDIATED', { flapping }) } }),
    );
    expect(content.description).toContain('It has come back 6 times since 2026-11-22 09:00:00 UTC.');
    expect(content.description).toContain('With Terraform.');
  });

  it('stays within the schema, and lets nobody mention, link or mark up, whatever names and agents hold', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const message = messageOf(record);
        expect(() => notification.parse(message)).not.toThrow();
        const outsideCode = message.content.description.replace(/`[^`\n]*`/g, '');
        expect(outsideCode).not.toMatch(/[<>`]/);
        expect(message.content.title).not.toMatch(/[<>`*]/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the chat sink', () => {
  it('publishes each finding as it is to the topic of its own', async () => {
    const aws = fakeAws();
    const record = recordOf('REMEDIATED');
    expect(await chatSink(aws.sns, TOPIC, CATALOGUE)(toldBy(record, CATALOGUE), record)).toEqual(new Map());
    const [call] = aws.to('sns');
    expect(call?.body['TopicArn']).toBe(TOPIC);
    expect(call?.body).not.toHaveProperty('MessageStructure');
    expect(JSON.parse(String(call?.body['Message']))).toEqual(messageOf(record));
  });

  it('says which finding was refused', async () => {
    const aws = fakeAws((call: Call) => failure(call.service, 'Throttled', 429));
    const record = recordOf('REMEDIATED');
    const untaken = await chatSink(aws.sns, TOPIC, CATALOGUE)(toldBy(record, CATALOGUE), record);
    expect([...untaken.keys()]).toEqual([CIFS]);
  });
});

it('hides no mention and no link from an event in a code span', () => {
  const hostile = { arn: '<!channel> <https://evil.example|Approve> & `x`' };
  const { description } = messageOf(recordOf('REMEDIATED', { actor: hostile })).content;
  expect(description).not.toMatch(/<!channel>|<https/);
});
