import type { Actor } from '../base/event.ts';
import type { Reason } from '../base/policy.ts';
import { type Described, titleOf } from '../base/presentation.ts';
import type { Severity, Template } from '../base/resource-type.ts';
import type { Flapping } from './flapping.ts';
import {
  type FindingState,
  isOpen,
  type LedgerRecord,
  type Opener,
  remediationId,
  type Status,
} from './record.ts';

/** What is published about one resource under one template: the SNS message and the detail of the EventBridge event. */
export interface Finding {
  /** The same whenever the same state is published again: the key to deduplicate on. */
  readonly id: string;
  readonly template: string;
  /** The template's id where the catalogue knows no title. */
  readonly title: string;
  /** Absent where the catalogue does not know the template. */
  readonly severity?: Severity;
  readonly status: Status;
  readonly account: string;
  readonly region: string;
  /** `type` is ASFF's, `kind` our own, e.g. `security-group`. */
  readonly resource: {
    readonly type: string;
    readonly kind: string;
    readonly id: string;
    readonly arn: string;
    /** Where it has one beside its id. */
    readonly name?: string;
    /** Those of `notifyTags` that it has. */
    readonly tags?: Readonly<Record<string, string>>;
  };
  /** What uses the resource, one line each, empty where nothing does; absent where that is not known. */
  readonly usedBy?: readonly string[];
  /** One entry a row, grant, statement or value. */
  readonly violating: readonly string[];
  /** How many parts of the resource are left. */
  readonly kept: number;
  /** What `undo` takes; absent where Drawbridge removed nothing. */
  readonly remediation?: string;
  /** Who made the call that led here; like `eventId` and `openedAt` absent when a sweep found it. */
  readonly actor?: Actor;
  readonly eventId?: string;
  readonly openedAt?: string;
  /** Absent while the violation is open. */
  readonly closedAt?: string;
  readonly error?: string;
  /** Why parts are left alone, who answers for it, and until when. */
  readonly exclusion?: Reason;
  /** What else a person should know. */
  readonly note?: string;
  /** Of instances: how likely one of the vulnerabilities is used within 30 days, 0 to 100. */
  readonly risk?: number;
  /** Where the violation comes back too often: no other message about it follows within the hour. */
  readonly flapping?: Flapping;
  /** The resource was not there any more. */
  readonly gone?: true;
  /** The resource's page in AWS's console. */
  readonly console?: string;
  /** What to do, most wanted first. */
  readonly next?: readonly Step[];
}

/** Something to do about a finding. */
export interface Step {
  /** A few words. */
  readonly what: string;
  /** As a POSIX shell takes it; absent where people are to be asked. */
  readonly command?: string;
}

/** What a finding says of the rule that is broken: a template's, or what the finding itself brings, as of a CVE. */
export interface TemplateFacts
  extends Pick<Template<never, never>, 'title' | 'why' | 'severity' | 'controls'> {
  /** ASFF's `Types`; those of a configuration check where there are none. */
  readonly types?: readonly string[];
}

/** What people are told about a finding beside the finding itself. */
export interface About extends Partial<TemplateFacts> {
  /** What the resource is called, e.g. `Security group`. */
  readonly noun: string;
}

/** What is known about templates and resource types where findings are told. */
export interface Catalogue {
  /** By template id. */
  readonly templates: ReadonlyMap<string, TemplateFacts>;
  /** By `kind` of a ledger record. */
  readonly types: ReadonlyMap<string, Described>;
  /** Whom to ask, in the policy file's words. */
  readonly help?: string;
}

/**
 * Did this remediation remove something that the finding is about? A row that breaks three templates is removed for one
 * of them and reported RESOLVED for the others, so those are looked up by key.
 */
const removes = (record: LedgerRecord, { status, keys }: FindingState, catalogue: Catalogue): boolean => {
  if (status === 'REMEDIATED' || status === 'FAILED') return record.removed.length > 0;
  const keyOf = catalogue.types.get(record.kind)?.type.key;
  if (status !== 'RESOLVED' || !keyOf) return false;
  const removed = new Set(record.removed.map(keyOf));
  return keys.some((key) => removed.has(key));
};

/** Does an entry only add to the note of a state that an earlier one has set? */
export const isFollowUp = (
  { n, changed }: Pick<LedgerRecord, 'n' | 'changed'>,
  template: string,
  state: Pick<FindingState, 'status' | 'n'>,
): boolean => state.status === 'REMEDIATED' && state.n < n && changed.includes(template);

const remediationOf = (
  record: LedgerRecord,
  template: string,
  state: FindingState,
  catalogue: Catalogue,
): string | undefined => {
  if (isFollowUp(record, template, state)) return remediationId({ id: record.id, n: state.n });
  return removes(record, state, catalogue) ? remediationId(record) : undefined;
};

/** CloudTrail names no year before AWS; the epoch stands for a time that could not be read. */
const isKnown = (time: string | undefined): time is string => time !== undefined && Date.parse(time) > 0;

const why = ({ error, exclusion, note, risk, flapping }: FindingState) => ({
  ...(error && { error }),
  ...(exclusion && { exclusion }),
  ...(note && { note }),
  ...(risk !== undefined && { risk }),
  ...(flapping && { flapping }),
});

/** Who opened it, and when: the call behind this record, or an earlier one. */
const opening = (record: LedgerRecord, { opener, openedAt }: FindingState) => {
  const { actor, eventId }: Opener = opener ?? record;
  return {
    ...(actor && { actor }),
    ...(eventId && { eventId }),
    ...(isKnown(openedAt) && { openedAt }),
  };
};

const subject = ({ type, kind, id, name, resource, surroundings = {} }: LedgerRecord) => ({
  resource: {
    ...{ type, kind, id: name ?? id, arn: resource },
    ...(surroundings.name && { name: surroundings.name }),
    ...(surroundings.tags && { tags: surroundings.tags }),
  },
  ...(surroundings.usedBy && { usedBy: surroundings.usedBy }),
});

const severityOf = (facts: TemplateFacts | undefined, { severity = facts?.severity }: FindingState) =>
  severity ? { severity } : {};

const findingOf = (
  record: LedgerRecord,
  template: string,
  state: FindingState,
  catalogue: Catalogue,
): Finding => {
  const { account, region, id, n, closedAt } = record;
  const facts = state.facts ?? catalogue.templates.get(template);
  const remediation = remediationOf(record, template, state, catalogue);
  return {
    id: `${account}/${region}/${id}/${n}/${template}`,
    template,
    title: facts?.title ?? template,
    ...severityOf(facts, state),
    status: state.status,
    account,
    region,
    ...subject(record),
    violating: state.violating,
    kept: record.kept,
    ...(remediation && { remediation }),
    ...opening(record, state),
    ...(closedAt && !isOpen(state.status) && { closedAt }),
    ...why(state),
    ...(record.gone && { gone: record.gone }),
  };
};

const stateOf = ({ findings }: LedgerRecord, template: string): FindingState | undefined =>
  Object.hasOwn(findings, template) ? findings[template] : undefined;

/** One finding for each template whose state the record changed, with its fields in the order in which they are published. */
export const findingsOf = (record: LedgerRecord, catalogue: Catalogue): readonly Finding[] =>
  record.changed.flatMap((template) => {
    const state = stateOf(record, template);
    return state ? [findingOf(record, template, state, catalogue)] : [];
  });

/** What was told of a resource that is gone now, beside what the record changed: nothing new, only to be put away. */
export const putAway = (record: LedgerRecord, catalogue: Catalogue): readonly Finding[] =>
  Object.entries(record.gone ? record.findings : {})
    .filter(([template, { status }]) => !record.changed.includes(template) && !isOpen(status))
    .map(([template, state]) => findingOf(record, template, state, catalogue));

/** Nobody needs to be told: the same was escalated within the hour. */
export const isQuiet = (record: LedgerRecord, { template }: Pick<Finding, 'template'>): boolean =>
  stateOf(record, template)?.quiet ?? false;

/** What people call a resource: `Security group`. */
export const nounOf = ({ types }: Pick<Catalogue, 'types'>, kind: string, type: string): string => {
  if (kind === 'account') return 'Account';
  const forms = types.get(kind)?.presentation.forms ?? [];
  const form = forms.find(({ asffType }) => asffType === type) ?? forms[0];
  return form ? titleOf(form) : type;
};

/** What is told of a record's finding beside the finding itself. */
export const aboutOf = (
  record: Pick<LedgerRecord, 'kind' | 'type' | 'findings'>,
  template: string,
  catalogue: Catalogue,
): About => ({
  ...(record.findings[template]?.facts ?? catalogue.templates.get(template)),
  noun: nounOf(catalogue, record.kind, record.type),
});
