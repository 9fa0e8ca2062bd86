import type { AwsSecurityFinding, WorkflowStatus } from '@aws-sdk/client-securityhub';
import type { Answer, Call } from './aws.ts';

type Stored = Partial<AwsSecurityFinding> & { readonly Id: string };

const json = (body: object): Answer => ({ status: 200, body: JSON.stringify(body) });

const reopens = (before: Stored, now: Stored): boolean =>
  (before.RecordState === 'ARCHIVED' && now.RecordState === 'ACTIVE') ||
  (before.Compliance?.Status === 'PASSED' && now.Compliance?.Status === 'FAILED');

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_WorkflowUpdate.html */
const workflowAfter = (before: Stored, now: Stored): Stored['Workflow'] =>
  reopens(before, now) && /NOTIFIED|RESOLVED/.test(before.Workflow?.Status ?? '')
    ? { Status: 'NEW' }
    : before.Workflow;

/**
 * Security Hub as AWS documents it: an import creates a finding or changes what is the provider's of it, if `UpdatedAt`
 * has grown; only an update changes workflow and user-defined fields, both at once.
 */
export const fakeHub = () => {
  const findings = new Map<string, Stored>();

  const put = (now: Stored): void => {
    const before = findings.get(now.Id);
    if (before && Date.parse(before.UpdatedAt ?? '') >= Date.parse(now.UpdatedAt ?? '')) return;
    const { UserDefinedFields, Note } = before ?? {};
    const kept = { ...(UserDefinedFields && { UserDefinedFields }), ...(Note && { Note }) };
    findings.set(now.Id, before ? { ...now, ...kept, Workflow: workflowAfter(before, now) } : now);
  };

  const update = (ids: readonly { readonly Id: string }[], change: Partial<Stored>): Answer => {
    const there = ids.filter(({ Id }) => findings.has(Id));
    for (const { Id } of there) findings.set(Id, { ...findings.get(Id), ...change, Id });
    const missing = ids.filter(({ Id }) => !findings.has(Id));
    return json({
      ProcessedFindings: there,
      UnprocessedFindings: missing.map((FindingIdentifier) => ({
        FindingIdentifier,
        ErrorCode: 'FindingNotFound',
        ErrorMessage: 'stub',
      })),
    });
  };

  const answer = ({ service, path, body }: Call): Answer | undefined => {
    if (service !== 'securityhub') return undefined;
    if (path === '/findings') {
      const { Id } = body['Filters'] as { readonly Id: readonly { readonly Value: string }[] };
      return json({ Findings: Id.flatMap(({ Value }) => findings.get(Value) ?? []) });
    }
    if (path === '/findings/import') {
      const sent = body['Findings'] as readonly Stored[];
      for (const finding of sent) put(finding);
      return json({ FailedCount: 0, SuccessCount: sent.length, FailedFindings: [] });
    }
    const { FindingIdentifiers, ...change } = body as {
      readonly FindingIdentifiers: readonly { Id: string }[];
    };
    return update(FindingIdentifiers, change);
  };

  return {
    answer,
    /** What a person does in the console. */
    set: (Id: string, Status: WorkflowStatus) => update([{ Id }], { Workflow: { Status } }),
    all: () => [...findings.values()],
    get: (id: string): Stored | undefined => findings.get(id),
    /** Compliance, record state and workflow in one line. */
    shown: (id: string): string => {
      const { Compliance, RecordState, Workflow } = findings.get(id) ?? {};
      return `${Compliance?.Status} ${RecordState} ${Workflow?.Status}`;
    },
  };
};
