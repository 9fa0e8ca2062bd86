import type { Actor } from '../lambdas/core/base/event.ts';
import type { Exception } from '../lambdas/core/exclusions/exceptions.ts';
import { type Catalogue, type Finding, findingsOf, isFollowUp } from '../lambdas/core/ledger/finding.ts';
import {
  type FindingState,
  type LedgerRecord,
  remediationId,
  type Status,
} from '../lambdas/core/ledger/record.ts';
import { isNamedIn } from './exceptions.ts';
import { type LogEntry, nextOf, previousOf } from './log.ts';
import type { Standing } from './messages.ts';

export interface Context {
  readonly catalogue: Catalogue;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Those in force. */
  readonly exceptions: readonly Exception[];
}

/** A finding as published, with what the report adds. */
export interface ReportedFinding extends Finding {
  readonly standing: Standing;
  readonly anchor: string;
  readonly keys: readonly string[];
  readonly why?: string;
  readonly controls: readonly string[];
  /** No later record changed it. */
  readonly current: boolean;
  /** Where it goes on, when it is not current. */
  readonly later?: string;
  /** Who opened what somebody else has closed since. */
  readonly openedBy?: Actor;
  /** Milliseconds, until now for what is open. */
  readonly openFor?: number;
  readonly recordedAt: string;
  readonly exception?: Exception;
  /** The resource's, where it has one beside its id. */
  readonly name?: string;
}

/** An id as part of an address: letters, digits and `.:/@_-` as they are, others as their code point. */
export const anchorOf = (...words: readonly (string | number)[]): string =>
  words.join('/').replace(/[^\w.:/@-]/gu, (char) => `~${char.codePointAt(0)?.toString(16)}~`);

/** When a record was written last, as near as it tells. */
export const recordedAt = ({ closedAt, openedAt }: LedgerRecord): string => closedAt ?? openedAt ?? '';

const STANDING: Readonly<Record<Status, Standing>> = {
  FAILED: 'FAILED',
  NOTIFIED: 'OPEN',
  EXCLUDED: 'EXCLUDED',
  REMEDIATED: 'REMEDIATED',
  RESOLVED: 'RESOLVED',
};

const standingOf = (
  record: LedgerRecord,
  state: FindingState,
  exception: Exception | undefined,
): Standing => {
  if (record.state === 'STARTED' && state.n === record.n) return 'UNFINISHED';
  return exception && state.status === 'EXCLUDED' ? 'EXCEPTED' : STANDING[state.status];
};

const openFor = ({ openedAt, closedAt }: Finding, standing: Standing, now: number): number | undefined => {
  const closed = standing === 'REMEDIATED' || standing === 'RESOLVED';
  const end = closed ? Date.parse(closedAt ?? '') : now;
  const time = end - Date.parse(openedAt ?? '');
  return time >= 0 ? time : undefined;
};

/** The key of a part; its JSON where the catalogue does not know the resource type or the shape is another version's. */
export const keyOf =
  ({ types }: Catalogue, { kind }: Pick<LedgerRecord, 'kind'>) =>
  (part: unknown): string => {
    try {
      return types.get(kind)?.type.key(part) ?? JSON.stringify(part);
    } catch {
      return JSON.stringify(part);
    }
  };

const openerOf = (entry: LogEntry, template: string, { status, remediation }: Finding): Actor | undefined =>
  status === 'RESOLVED' && !remediation ? previousOf(entry, template)?.actor : undefined;

/** The exception in force that leaves the violation alone: the state's own reason names it. */
export const exceptionOf = (
  { exceptions }: Context,
  { resource }: LedgerRecord,
  { status, exclusion }: FindingState,
): Exception | undefined =>
  status === 'EXCLUDED' && exclusion
    ? exceptions.find(
        (exception) => exception.resource === resource && isNamedIn(exception, exclusion.reason),
      )
    : undefined;

const published = (record: LedgerRecord, template: string, state: FindingState, catalogue: Catalogue) => {
  const [finding] = findingsOf({ ...record, changed: [template] }, catalogue);
  if (!finding || state.n === record.n || isFollowUp(record, template, state)) return finding;
  const { closedAt: _, remediation: __, actor: ___, eventId: ____, ...carried } = finding;
  return carried;
};

const nameOf = ({ name, id }: LedgerRecord) => (name && !id.endsWith(name) ? { name } : {});

const reported = (
  entry: LogEntry,
  template: string,
  state: FindingState,
  context: Context,
): ReportedFinding[] => {
  const { record } = entry;
  const finding = published(record, template, state, context.catalogue);
  if (!finding) return [];
  const facts = context.catalogue.templates.get(template);
  const next = nextOf(entry, template);
  const exception = next ? undefined : exceptionOf(context, record, state);
  const standing = standingOf(record, state, exception);
  const time = next ? undefined : openFor(finding, standing, context.now);
  const opener = openerOf(entry, template, finding);
  return [
    {
      ...finding,
      standing,
      anchor: anchorOf(record.id, record.n, template),
      keys: state.keys,
      controls: facts?.controls ?? [],
      current: next === undefined,
      recordedAt: recordedAt(record),
      ...(facts && { why: facts.why }),
      ...(next && { later: anchorOf(remediationId(next), template) }),
      ...(opener && { openedBy: opener }),
      ...(time !== undefined && { openFor: time }),
      ...(exception && { exception }),
      ...nameOf(record),
    },
  ];
};

/** The findings whose state a record set. */
export const findingsAt = (entry: LogEntry, context: Context): readonly ReportedFinding[] =>
  entry.templates.flatMap((template) => {
    const state = entry.record.findings[template];
    return state ? reported(entry, template, state, context) : [];
  });
