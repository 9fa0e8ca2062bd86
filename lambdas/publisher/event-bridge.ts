import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { Unpublished } from './publish.ts';
import { batches, type Entry, errorInAnswer, type Sink, sendAll, type Untaken } from './sink.ts';
import type { RefusalRecord } from './stream.ts';
import { asciiJson, writeWithin } from './text.ts';

/** 10 entries a call, 256 KB all together. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MOST = { entries: 10, bytes: 250_000 };
const DETAIL_BYTES = 240_000;
/** More than source, detail type and ARN come to. */
const ENVELOPE_BYTES = 3_000;

const putEvents =
  (client: EventBridgeClient) =>
  async (call: readonly Entry<PutEventsRequestEntry>[]): Promise<Untaken> => {
    const answer = await client.send(new PutEventsCommand({ Entries: call.map(({ item }) => item) }));
    return new Map(
      call.flatMap(({ template }, i): [string, unknown][] => {
        const result = answer.Entries?.[i];
        return result?.EventId ? [] : [[template, errorInAnswer(result?.ErrorCode, result?.ErrorMessage)]];
      }),
    );
  };

/** The findings as events `Drawbridge Finding` on the default bus, `detail` being the SNS JSON. */
export const eventBridgeSink =
  (client: EventBridgeClient): Sink =>
  (findings) => {
    const entries = findings.map((finding) => {
      const Detail = writeWithin(finding, DETAIL_BYTES, asciiJson);
      const item = {
        Source: 'drawbridge',
        DetailType: 'Drawbridge Finding',
        Resources: [finding.resource.arn],
        Detail,
      };
      return { template: finding.template, item, bytes: Detail.length + ENVELOPE_BYTES };
    });
    return sendAll(batches(entries, MOST), putEvents(client));
  };

const putOne = async (client: EventBridgeClient, DetailType: string, detail: object): Promise<void> => {
  const item = { Source: 'drawbridge', DetailType, Detail: asciiJson(detail) };
  const untaken = await putEvents(client)([{ template: DetailType, item, bytes: 0 }]);
  for (const error of untaken.values()) throw error;
};

/** A refusal as event `Drawbridge Refusal`, which a rule takes to the dead-letter queue. Throws when it is not taken. */
export const announceRefusal = async (
  client: EventBridgeClient,
  { kind, eventId, reason, handedTo, account, region }: RefusalRecord,
): Promise<void> => {
  await putOne(client, 'Drawbridge Refusal', { kind, eventId, reason, handedTo, account, region });
};

/**
 * What a sink has refused as event `Drawbridge Unpublished`, which a rule takes to the dead-letter queue. Throws when it
 * is not taken.
 */
export const announceUnpublished = async (
  client: EventBridgeClient,
  { record, refused, reason }: Unpublished,
): Promise<void> => {
  const { resource, n, account, region } = record;
  await putOne(client, 'Drawbridge Unpublished', { resource, n, refused, reason, account, region });
};
