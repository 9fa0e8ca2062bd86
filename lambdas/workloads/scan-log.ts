import { type DynamoDBClient, PutItemCommand, paginateQuery, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Rating } from '../core/workloads/advisory.ts';
import type { Term } from '../core/workloads/risk.ts';

/** What became of looking at an instance last. */
export interface ScanEntry {
  readonly instance: string;
  readonly status: 'Scanned' | 'Partial' | 'Unsupported' | 'Failed' | 'Skipped';
  readonly reason?: string;
  /** When that was, ISO 8601. */
  readonly at: string;
  /** When its disks were read last; what was found then stands. */
  readonly scannedAt?: string;
  readonly system?: string;
  readonly packages?: number;
  readonly blocksRead?: number;
  readonly score?: number;
  /** The ones that weigh most. */
  readonly terms?: readonly Term[];
  readonly counts?: Readonly<Record<Rating, number>>;
  /** How many secrets lie there; absent where none were looked for. */
  readonly secrets?: number;
  /** How many threats; absent likewise. */
  readonly threats?: number;
  /** Ports that the Internet reaches. */
  readonly reachable?: readonly string[];
  /** Releases that no advisories were at hand for. */
  readonly lacking?: readonly string[];
  /** When the advisories were fetched that it was judged by. */
  readonly dataFrom?: string;
}

/** All entries are in one partition of the ledger's table, each at a place of its own. */
const RESOURCE = 'workloads';
const KEPT_DAYS = 30;
const MOST_TERMS = 20;

/** Ids are random: 48 bits of one make a number that a sort key and JavaScript take. */
const placeOf = (instance: string): number => Number.parseInt(instance.slice(2).slice(-12), 16) || 0;

const expiry = (days: number): number => Math.floor(Date.now() / 1000) + days * 86_400;

export interface ScanLog {
  all(): Promise<readonly ScanEntry[]>;
  of(instance: string): Promise<ScanEntry | undefined>;
  /** What is not said anew is kept from the entry before. */
  note(entry: ScanEntry): Promise<void>;
  /** The instance is gone. */
  forget(instance: string): Promise<void>;
}

/** The newest scan of each instance, in the ledger's table; the publisher passes such entries over. */
export const createScanLog = (client: DynamoDBClient, TableName: string): ScanLog => {
  const put = (entry: ScanEntry, state: 'SCAN' | 'GONE', days: number) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: marshall(
          { ...entry, resource: RESOURCE, n: placeOf(entry.instance), state, expires: expiry(days) },
          { removeUndefinedValues: true },
        ),
      }),
    );
  const entriesIn = (items: readonly Parameters<typeof unmarshall>[0][] | undefined): ScanEntry[] =>
    (items ?? [])
      .map((item) => unmarshall(item))
      .filter(({ state }) => state === 'SCAN') as unknown as ScanEntry[];
  const query = (condition: string, values: object) => ({
    TableName,
    KeyConditionExpression: condition,
    ExpressionAttributeNames: {
      '#resource': 'resource',
      ...(condition.includes('#n') && { '#n': 'n' }),
    },
    ExpressionAttributeValues: marshall(values),
    ConsistentRead: true,
  });
  const of = async (instance: string) => {
    const { Items } = await client.send(
      new QueryCommand(
        query('#resource = :resource AND #n = :n', { ':resource': RESOURCE, ':n': placeOf(instance) }),
      ),
    );
    return entriesIn(Items).find((entry) => entry.instance === instance);
  };
  return {
    of,
    async all() {
      const entries: ScanEntry[] = [];
      for await (const { Items } of paginateQuery(
        { client },
        query('#resource = :resource', { ':resource': RESOURCE }),
      ))
        entries.push(...entriesIn(Items));
      return entries;
    },
    async note(entry) {
      const { reason: _, ...before } = (await of(entry.instance)) ?? {};
      const terms = entry.terms?.slice(0, MOST_TERMS);
      await put({ ...before, ...entry, ...(terms && { terms }) }, 'SCAN', KEPT_DAYS);
    },
    async forget(instance) {
      await put({ instance, status: 'Failed', at: new Date().toISOString() }, 'GONE', 1);
    },
  };
};
