import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { classify, message } from '../core/base/errors.ts';
import { type CloudTrailEvent, parse } from '../core/base/event.ts';
import { own } from '../core/base/json.ts';
import type { Reader } from '../core/base/ports.ts';
import { type LookUp, type Place, type ResourceType, templatesOf } from '../core/base/resource-type.ts';
import { causeOf } from '../core/base/trigger.ts';
import type { Refusal } from '../core/ledger/ports.ts';
import { remediate } from '../core/remediate/remediate.ts';
import type { Outcome } from '../core/remediate/remediator.ts';
import { takeSteps } from '../core/sweep/page.ts';
import type { Sweep } from '../core/sweep/sweep.ts';
import type { Sweeper } from '../core/sweep/sweep-resource.ts';
import { awsHttp } from './aws-http.ts';
import type { Connect } from './connect.ts';
import { createExceptions } from './exceptions.ts';
import { createFixes } from './fixes.ts';
import { createLedger } from './ledger.ts';
import { metric } from './metric.ts';
import { createOpenFindings } from './open-findings.ts';
import { loadPolicy } from './policy.ts';
import { CLOCK, deadlineOf, environment, placeOf, pong } from './runtime.ts';
import { VERSION } from './version.ts';

/** Time kept back for the last write when waiting for another copy, in milliseconds. */
const RESERVE_MS = 15_000;
/** An event that touches more resources, as a prefix list's change may, is left to a sweep. */
const MOST_AT_ONCE = 25;

const logger = new Logger();

const resolveAll = async (reader: Reader<unknown>, lookUps: readonly LookUp[]): Promise<string[]> =>
  (await Promise.all(lookUps.map((lookUp) => reader.resolve(lookUp)))).flat();

const report = ({ id, statuses, error, remarks }: Outcome): void => {
  for (const [template, status] of Object.entries(statuses)) metric(status, 1, 'Count', { template });
  if (Object.keys(statuses).length > 0) logger.info('recorded', { resource: id, statuses });
  if (remarks) logger.warn('exceptions ignored', { resource: id, remarks });
  if (error) logger.error('not fixed', { resource: id, reason: error });
};

/**
 * The handler of a fixer. One EventBridge event in: every resource that it names judged and closed. `{ sweep }` in: one
 * step of a sweep done, and the sweep back. `{ look: { id } }` in: one resource judged, as its time has come. `{ ping }` in: the version back. Throws only what should be tried again.
 */
export const fixerHandler = <Model, Part>(kind: ResourceType<Model, Part>, connect: Connect<Model, Part>) => {
  const policy = loadPolicy();
  const templates = templatesOf(kind, policy);
  const portsOf = connect({});
  const client = new DynamoDBClient(awsHttp());
  let sweeper: Sweeper<Model, Part> | undefined;

  const start = (place: Place): Sweeper<Model, Part> => {
    const table = environment('LEDGER_TABLE');
    return {
      kind,
      templates,
      policy,
      ledger: createLedger(client, table, place, policy.retention),
      exceptions: createExceptions(client, environment('EXCEPTIONS_TABLE')),
      openFindings: createOpenFindings(client, table, kind.name),
      fixes: createFixes(client, table),
      report,
      clock: CLOCK,
      place,
      version: VERSION,
      ...portsOf(place, templates, policy),
    };
  };

  const refuse = async ({ ledger }: Sweeper<Model, Part>, refusal: Omit<Refusal, 'kind'>) => {
    if (refusal.handedTo) logger.info('handed over', { ...refusal });
    else {
      logger.error('refused', { ...refusal });
      metric('REFUSED', 1, 'Count');
    }
    await ledger.refuse({ kind: kind.name, ...refusal });
  };

  /** One that may pass has to be tried again, whatever else there is; each of the others needs a person. */
  const face = async (
    current: Sweeper<Model, Part>,
    event: CloudTrailEvent,
    failures: readonly unknown[],
  ): Promise<void> => {
    for (const error of failures) if (classify(error, kind.errors) !== 'permanent') throw error;
    for (const [i, error] of failures.entries())
      await refuse(current, { eventId: i === 0 ? event.id : `${event.id}/${i}`, reason: message(error) });
  };

  const judge = async (
    current: Sweeper<Model, Part>,
    event: CloudTrailEvent,
    deadline: number,
  ): Promise<void> => {
    const hint = kind.hint(event);
    if ('refused' in hint) return refuse(current, { eventId: event.id, reason: hint.refused });
    const ids = new Set([...hint.ids, ...(await resolveAll(current.reader, hint.lookUps))]);
    if (ids.size > MOST_AT_ONCE) {
      const reason = `${event.name} touches ${ids.size} resources, which is for a sweep`;
      return refuse(current, { eventId: event.id, reason, handedTo: 'sweep' });
    }
    const deletes = kind.calls[event.name]?.deletes ?? false;
    const trigger = { closes: hint.closes, shows: hint.shows, cause: causeOf(event, deletes) };
    const results = await Promise.allSettled(
      [...ids].map(async (id) => report(await remediate(current, { id, trigger, deadline }))),
    );
    await face(
      current,
      event,
      results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
    );
  };

  /** What only a person can mend is told; what may pass flies on to Lambda's retry. */
  const orRefuse = async (
    current: Sweeper<Model, Part>,
    eventId: string,
    work: () => Promise<void>,
  ): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (classify(error, kind.errors) !== 'permanent') throw error;
      await refuse(current, { eventId, reason: message(error) });
    }
  };

  const handle = async (
    current: Sweeper<Model, Part>,
    envelope: unknown,
    context: Context,
  ): Promise<void> => {
    const parsed = parse(envelope, { ...current.place, ...kind });
    if (parsed.outcome === 'ignored') return logger.info('ignored', { reason: parsed.reason });
    if (parsed.outcome === 'refused')
      return refuse(current, { eventId: parsed.eventId ?? context.awsRequestId, reason: parsed.reason });
    return orRefuse(current, parsed.event.id, () =>
      judge(current, parsed.event, deadlineOf(context, RESERVE_MS)),
    );
  };

  /** The time of a resource has come: an exception about it has ended. */
  const lookAt = async (current: Sweeper<Model, Part>, id: unknown, context: Context): Promise<void> => {
    if (typeof id !== 'string') return logger.warn('ignored', { reason: 'a look at nothing' });
    const trigger = { closes: true, shows: [], cause: { by: 'schedule' as const } };
    return orRefuse(current, context.awsRequestId, async () =>
      report(await remediate(current, { id, trigger, deadline: deadlineOf(context, RESERVE_MS) })),
    );
  };

  return async (payload: unknown, context: Context): Promise<unknown> => {
    logger.addContext(context);
    const alive = pong(payload);
    if (alive) return alive;
    sweeper ??= start(placeOf(context));
    const sweep = own(payload, 'sweep');
    if (sweep !== undefined) return takeSteps(sweeper, sweep as Sweep, deadlineOf(context, RESERVE_MS));
    const look = own(payload, 'look');
    if (look !== undefined) return lookAt(sweeper, own(look, 'id'), context);
    return handle(sweeper, payload, context);
  };
};
