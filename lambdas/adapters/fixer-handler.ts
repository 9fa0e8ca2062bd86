import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { classify, message } from '../core/errors.ts';
import { type CloudTrailEvent, parse } from '../core/event.ts';
import type { Kind, LookUp, Place, Template } from '../core/kind.ts';
import type { Policy } from '../core/policy.ts';
import type { Fixer, Reader } from '../core/ports.ts';
import { remediate } from '../core/remediate.ts';
import type { Errand, Outcome, Remediator } from '../core/remediator.ts';
import { createLedger } from './ledger.ts';
import { metric } from './metric.ts';
import { loadPolicy } from './policy.ts';
import { VERSION } from './version.ts';

/** What a resource type adds to the handler that all of them share. */
export interface Parts<Model, Part> {
  readonly kind: Kind<Model, Part>;
  readonly templates: (policy: Policy) => readonly Template<Model, Part>[];
  readonly connect: (
    place: Place,
    templates: readonly Template<Model, Part>[],
  ) => {
    readonly reader: Reader<Model>;
    readonly fixer: Fixer<Model, Part>;
  };
}

/** Time kept back for the last write when waiting for another copy, in milliseconds. */
const RESERVE_MS = 15_000;

const logger = new Logger();

const environment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`The function's environment has no ${name}. Deploy the stack again.`);
  return value;
};

/** The function's own ARN says where it runs: arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME. */
const placeOf = ({ invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>): Place => {
  const [, partition = 'aws', , region = '', account = ''] = invokedFunctionArn.split(':');
  return { partition, account, region };
};

const resolveAll = async (reader: Reader<unknown>, lookUps: readonly LookUp[]): Promise<string[]> =>
  (await Promise.all(lookUps.map((lookUp) => reader.resolve(lookUp)))).flat();

const report = (errand: Pick<Errand<unknown>, 'id'>, { statuses, error }: Outcome): void => {
  for (const [template, status] of Object.entries(statuses)) metric(status, 1, 'Count', { template });
  if (Object.keys(statuses).length > 0) logger.info('recorded', { resource: errand.id, statuses });
  if (error) logger.error('not fixed', { resource: errand.id, reason: error });
};

/**
 * The handler of a fixer: one EventBridge event in, every resource that it names judged and closed. Throws only what
 * Lambda should try again.
 */
export const fixerHandler = <Model, Part>({ kind, templates: templatesOf, connect }: Parts<Model, Part>) => {
  const policy = loadPolicy();
  const templates = templatesOf(policy);
  const client = new DynamoDBClient();
  let remediator: Remediator<Model, Part> | undefined;

  const start = (place: Place): Remediator<Model, Part> => {
    const ledger = createLedger(client, environment('LEDGER_TABLE'), place);
    const clock = { now: Date.now, sleep: (milliseconds: number) => sleep(milliseconds) };
    return { kind, templates, policy, ledger, clock, place, version: VERSION, ...connect(place, templates) };
  };

  const refuse = async ({ ledger }: Remediator<Model, Part>, eventId: string, reason: string) => {
    logger.error('refused', { eventId, reason });
    metric('REFUSED', 1, 'Count');
    await ledger.refuse({ kind: kind.name, eventId, reason });
  };

  const judge = async (
    current: Remediator<Model, Part>,
    event: CloudTrailEvent,
    deadline: number,
  ): Promise<void> => {
    const hint = kind.hint(event);
    if ('refused' in hint) return refuse(current, event.id, hint.refused);
    const ids = new Set([...hint.ids, ...(await resolveAll(current.reader, hint.lookUps))]);
    const results = await Promise.allSettled(
      [...ids].map(async (id) => {
        const errand = { id, hint, event, deadline };
        report(errand, await remediate(current, errand));
      }),
    );
    const failed = results.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  };

  return async (envelope: unknown, context: Context): Promise<void> => {
    logger.addContext(context);
    const place = placeOf(context);
    const parsed = parse(envelope, { ...place, ...kind });
    if (parsed.outcome === 'ignored') return logger.info('ignored', { reason: parsed.reason });
    remediator ??= start(place);
    if (parsed.outcome === 'refused')
      return refuse(remediator, parsed.eventId ?? context.awsRequestId, parsed.reason);
    try {
      await judge(remediator, parsed.event, Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS);
    } catch (error) {
      if (classify(error) !== 'permanent') throw error;
      await refuse(remediator, parsed.event.id, message(error));
    }
  };
};
