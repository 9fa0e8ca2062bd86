import { at, isRecord, list, own } from '../../lambdas/core/base/json.ts';
import { faultsOf } from './asff.ts';
import { matchesFilters, unknownFilter } from './asff-filters.ts';
import type { Call } from './call.ts';
import { refusal } from './faults.ts';
import { type Answer, type Forward, json, withBody } from './http.ts';

type Finding = Readonly<Record<string, unknown>>;

/** What only BatchUpdateFindings may change once a finding is there. */
const CUSTOMERS_OWN = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow'];

const UPDATABLE = ['Confidence', 'Criticality', 'RelatedFindings', 'Severity', 'Types', ...CUSTOMERS_OWN];

const post = async (forward: Forward, call: Call, target: string, body: object): Promise<unknown> => {
  const request = { ...withBody(call.request, JSON.stringify(body)), method: 'POST', target };
  return JSON.parse((await forward(request)).body.toString());
};

const allFindings = async (forward: Forward, call: Call): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  for (let token: unknown; ; ) {
    const page = await post(forward, call, '/findings', {
      MaxResults: 100,
      ...(token ? { NextToken: token } : {}),
    });
    found.push(...list(own(page, 'Findings')).filter(isRecord));
    token = own(page, 'NextToken');
    if (!token) return found;
  }
};

const isOff = async (forward: Forward, call: Call): Promise<boolean> => {
  const request = { ...withBody(call.request, ''), method: 'GET', target: '/accounts' };
  return (await forward(request)).status !== 200;
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_WorkflowUpdate.html */
const reopens = (before: Finding, now: Finding): boolean =>
  (before['RecordState'] === 'ARCHIVED' && (now['RecordState'] ?? 'ACTIVE') === 'ACTIVE') ||
  (at(before, 'Compliance.Status') === 'PASSED' &&
    ['FAILED', 'WARNING', 'NOT_AVAILABLE'].includes(String(at(now, 'Compliance.Status'))));

const workflowAfter = (before: Finding, now: Finding): unknown => {
  const status = at(before, 'Workflow.Status');
  const reset = (status === 'RESOLVED' || status === 'NOTIFIED') && reopens(before, now);
  return reset ? { Status: 'NEW' } : before['Workflow'];
};

/** A second import changes nothing that is the customer's. */
const merged = (before: Finding | undefined, now: Finding): Finding => {
  if (!before) return { RecordState: 'ACTIVE', Workflow: { Status: 'NEW' }, ...now };
  const kept = CUSTOMERS_OWN.filter((key) => before[key] !== undefined).map((key) => [key, before[key]]);
  const provided = Object.entries(now).filter(([key]) => !CUSTOMERS_OWN.includes(key));
  return { ...Object.fromEntries([...provided, ...kept]), Workflow: workflowAfter(before, now) };
};

const sameFinding = (one: unknown, other: unknown): boolean =>
  own(one, 'Id') === own(other, 'Id') && own(one, 'ProductArn') === own(other, 'ProductArn');

const batchImport = async (call: Call, forward: Forward): Promise<Answer> => {
  const sent = list(own(JSON.parse(call.request.body.toString()), 'Findings'));
  const there = await allFindings(forward, call);
  const failed = sent.flatMap((finding) => {
    const fault = faultsOf(finding, call);
    return fault ? [{ Id: own(finding, 'Id') ?? '', ErrorCode: 'InvalidInput', ErrorMessage: fault }] : [];
  });
  const good = sent.filter(isRecord).filter((finding) => !faultsOf(finding, call));
  const Findings = good.map((finding) =>
    merged(
      there.find((known) => sameFinding(known, finding)),
      finding,
    ),
  );
  if (Findings.length > 0) await post(forward, call, '/findings/import', { Findings });
  return json(200, { FailedCount: failed.length, SuccessCount: good.length, FailedFindings: failed });
};

const noteOf = (note: unknown): unknown =>
  isRecord(note) ? { ...note, UpdatedAt: new Date().toISOString() } : note;

const batchUpdate = async (call: Call, forward: Forward): Promise<Answer> => {
  const sent: unknown = JSON.parse(call.request.body.toString());
  const wanted = list(own(sent, 'FindingIdentifiers'));
  const change = Object.fromEntries(
    UPDATABLE.filter((key) => own(sent, key) !== undefined).map((key) => [
      key,
      key === 'Note' ? noteOf(own(sent, key)) : own(sent, key),
    ]),
  );
  const there = await allFindings(forward, call);
  const Findings = there
    .filter((finding) => wanted.some((id) => sameFinding(id, finding)))
    .map((finding) => ({ ...finding, ...change }));
  if (Findings.length > 0) await post(forward, call, '/findings/import', { Findings });
  const missing = wanted.filter((id) => !there.some((finding) => sameFinding(id, finding)));
  return json(200, {
    ProcessedFindings: wanted.filter((id) => !missing.includes(id)),
    UnprocessedFindings: missing.map((id) => ({
      FindingIdentifier: id,
      ErrorCode: 'FindingNotFound',
      ErrorMessage: 'The finding was not found.',
    })),
  });
};

const getFindings = async (call: Call, forward: Forward): Promise<Answer> => {
  const sent: unknown = JSON.parse(call.request.body.toString() || '{}');
  const filters = own(sent, 'Filters') ?? {};
  const unknown = unknownFilter(filters);
  if (unknown)
    return refusal(call, 400, 'InvalidInputException', `The sandbox does not know the filter ${unknown}.`);
  const found = (await allFindings(forward, call)).filter((finding) => matchesFilters(finding, filters));
  const start = Number(own(sent, 'NextToken') ?? 0);
  const end = start + Number(own(sent, 'MaxResults') ?? 100);
  return json(200, {
    Findings: found.slice(start, end),
    ...(end < found.length && { NextToken: String(end) }),
  });
};

const OPERATIONS: Readonly<Record<string, (call: Call, forward: Forward) => Promise<Answer>>> = {
  BatchImportFindings: batchImport,
  BatchUpdateFindings: batchUpdate,
  GetFindings: getFindings,
};

/** The operations that moto does not answer as AWS does. */
export const isSecurityHubs = ({ service, action }: Call): boolean =>
  service === 'securityhub' && Object.hasOwn(OPERATIONS, action);

/** Security Hub as AWS answers: moto keeps the findings, and this adds the rules that it lacks. */
export const securityHub = async (call: Call, forward: Forward): Promise<Answer> => {
  const operation = OPERATIONS[call.action];
  if (!operation) return forward(call.request);
  if (await isOff(forward, call))
    return refusal(
      call,
      401,
      'InvalidAccessException',
      `Account ${call.caller.account} is not subscribed to AWS Security Hub`,
    );
  return operation(call, forward);
};
