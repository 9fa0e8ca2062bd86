import type { Finding } from '../core/ledger/finding.ts';
import type { LedgerRecord } from '../core/ledger/record.ts';

/** The findings that a sink did not take: the error by template id. */
export type Untaken = ReadonlyMap<string, unknown>;

/** A ledger record that is done: it has the time of its closing. */
export type ClosedRecord = LedgerRecord & { readonly closedAt: string };

/** Publishes the findings of one record. Throwing means that none of them was taken. */
export type Sink = (findings: readonly Finding[], record: ClosedRecord) => Promise<Untaken>;

/** An error that came inside an answer which as a whole was a success. */
export const errorInAnswer = (code: string | undefined, message: string | undefined): Error =>
  Object.assign(new Error(message ?? 'no reason given'), { name: code ?? 'Unknown' });

/** What goes to a service for one finding. */
export interface Entry<Item> {
  readonly template: string;
  readonly item: Item;
  readonly bytes: number;
}

/** Entries in calls that stay within a service's limits of entries and bytes. */
export const batches = <Item>(
  entries: readonly Entry<Item>[],
  most: { readonly entries: number; readonly bytes: number },
): Entry<Item>[][] => {
  const calls: Entry<Item>[][] = [];
  let room = 0;
  for (const entry of entries) {
    const call = calls.at(-1);
    if (call && call.length < most.entries && entry.bytes <= room) call.push(entry);
    else {
      calls.push([entry]);
      room = most.bytes;
    }
    room -= entry.bytes;
  }
  return calls;
};

/** Sends call after call; when one throws its entries are untaken and the others go on. */
export const sendAll = async <Item>(
  calls: readonly Entry<Item>[][],
  send: (call: readonly Entry<Item>[]) => Promise<Untaken>,
): Promise<Untaken> => {
  const untaken = new Map<string, unknown>();
  for (const call of calls) {
    const failed = await send(call).catch((error: unknown) => new Map(call.map((e) => [e.template, error])));
    for (const [template, error] of failed) untaken.set(template, error);
  }
  return untaken;
};

/** Sends findings one by one, all at once; those whose call fails are untaken. */
export const eachOf = async (
  findings: readonly Finding[],
  send: (finding: Finding) => Promise<unknown>,
): Promise<Untaken> => {
  const one = async (finding: Finding): Promise<[string, unknown][]> => {
    try {
      await send(finding);
      return [];
    } catch (error) {
      return [[finding.template, error]];
    }
  };
  return new Map((await Promise.all(findings.map(one))).flat());
};
