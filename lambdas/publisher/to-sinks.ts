import { classify, message } from '../core/base/errors.ts';
import type { ErrorCodes } from '../core/base/resource-type.ts';
import { type Catalogue, type Finding, findingsOf, isQuiet, putAway } from '../core/ledger/finding.ts';
import { remediationId } from '../core/ledger/record.ts';
import { toldBy } from './next-steps.ts';
import type { Outages } from './outages.ts';
import { both, type Owed, SINKS, type SinkName } from './owed.ts';
import type { ClosedRecord, Sink } from './sink.ts';

type Fields = Record<string, unknown>;

/** Where findings go, and what is told on the way. */
export interface Outlets {
  readonly catalogue: Catalogue;
  /** The chat may be missing, as the policy file switches it on; a sweep takes no findings. */
  readonly sinks: Readonly<Partial<Record<SinkName, Sink>>>;
  readonly outages: Outages;
  readonly log: Readonly<Record<'info' | 'warn' | 'error', (message: string, fields: Fields) => void>>;
  readonly count: (sink: SinkName | 'stream') => void;
  /** Told how long it took from the call that opened a violation to its closing, in milliseconds. */
  readonly timed: (template: string, milliseconds: number) => void;
}

/** What has not been published. */
export interface Left {
  /** Worth another try. */
  readonly failed: Owed;
  /** Refused: a person is needed. */
  readonly refused: Owed;
  /** The first refusal in words. */
  readonly reason?: string;
}

/**
 * A topic or bus that is gone and a key that may not be used come back only when somebody mends them.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
const SINK_CODES: ErrorCodes = {
  gone: [],
  permanent: [
    'NotFound',
    'ResourceNotFound',
    'KMSDisabled',
    'KMSInvalidState',
    'KMSNotFound',
    'KMSOptInRequired',
    'KMSAccessDenied',
    'EndpointDisabled',
    'PlatformApplicationDisabled',
  ],
};

/** Trying again helps neither a refusal nor a fault of our own in this very record. */
export const isPermanent = (error: unknown): boolean =>
  classify(error, SINK_CODES) !== 'transient' || error instanceof TypeError || error instanceof RangeError;

/** The fields of a finding that are logged; nothing that a caller chose freely is among them. */
const logged = ({ id, template, severity, status, account, region, resource, ...more }: Finding) => {
  const { violating, remediation, eventId, openedAt, closedAt } = more;
  const facts = { id, template, severity, status, account, region, resource: resource.arn };
  return { finding: { ...facts, violating: violating.length, remediation, eventId, openedAt, closedAt } };
};

type Untold = readonly (readonly [template: string, error: unknown])[];

const split = (untaken: Untold): readonly [refused: Untold, failed: Untold] => [
  untaken.filter(([, error]) => isPermanent(error)),
  untaken.filter(([, error]) => !isPermanent(error)),
];

const NOTHING: Left = { failed: {}, refused: {} };

const owing = (sink: SinkName, untold: Untold): Owed =>
  untold.length > 0 ? { [sink]: untold.map(([template]) => template) } : {};

/** Publishes to one sink, unless it was down a moment ago. */
const toSink = async (
  { sinks, outages, log, count }: Outlets,
  sink: SinkName,
  findings: readonly Finding[],
  record: ClosedRecord,
): Promise<Left> => {
  const take = sinks[sink];
  if (!take || findings.length === 0) return NOTHING;
  if (outages.isDown(sink))
    return { ...NOTHING, failed: { [sink]: findings.map(({ template }) => template) } };
  const untaken = await take(findings, record).catch(
    (error: unknown) => new Map(findings.map(({ template }) => [template, error])),
  );
  const [refused, failed] = split([...untaken]);
  outages.note(sink, failed.length === findings.length);
  const { resource, n } = record;
  for (const [template, error] of failed)
    log.warn('not published yet', { sink, resource, n, template, reason: message(error) });
  for (const [template, error] of refused) {
    log.error('not published', { sink, resource, n, template, reason: message(error) });
    count(sink);
  }
  const [first] = refused;
  return {
    failed: owing(sink, failed),
    refused: owing(sink, refused),
    ...(first && { reason: `${sink}: ${message(first[1])}` }),
  };
};

/** What goes to people is left out where they have been told; Security Hub shows what is, and is kept right. */
const findingsFor = (sink: SinkName, record: ClosedRecord, { catalogue }: Outlets): readonly Finding[] => {
  const findings = toldBy(record, catalogue);
  if (sink === 'securityHub') return [...findings, ...putAway(record, catalogue)];
  const loud = findings.filter((finding) => !isQuiet(record, finding));
  return sink === 'alarm' ? loud.filter(({ status }) => status === 'FAILED') : loud;
};

/** A follow-up names the remediation that was timed before; what was open before says nothing of our speed. */
const timeToClose = (
  { status, openedAt, closedAt, remediation, eventId }: Finding,
  record: ClosedRecord,
): number =>
  status === 'REMEDIATED' &&
  eventId === record.eventId &&
  remediation === remediationId(record) &&
  openedAt &&
  closedAt
    ? Date.parse(closedAt) - Date.parse(openedAt)
    : -1;

const tell = (record: ClosedRecord, { catalogue, log, timed }: Outlets): void => {
  for (const finding of findingsOf(record, catalogue)) {
    log.info('finding', logged(finding));
    const milliseconds = timeToClose(finding, record);
    if (milliseconds >= 0) timed(finding.template, milliseconds);
  }
};

/** Publishes the findings of a record to all sinks at once, or those only that `due` names. */
export const publishFindings = async (
  outlets: Outlets,
  record: ClosedRecord,
  due: Owed | undefined,
): Promise<Left> => {
  const all = await Promise.all(
    SINKS.map((sink) => {
      const findings = findingsFor(sink, record, outlets);
      const some = due ? findings.filter(({ template }) => due[sink]?.includes(template)) : findings;
      return toSink(outlets, sink, some, record);
    }),
  );
  if (!due) tell(record, outlets);
  const reasons = all.flatMap(({ reason }) => reason ?? []);
  return {
    failed: all.map(({ failed }) => failed).reduce(both),
    refused: all.map(({ refused }) => refused).reduce(both),
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
  };
};
