import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { batches, type Entry, errorInAnswer, type Sink, sendAll, type Untaken } from './sink.ts';
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
