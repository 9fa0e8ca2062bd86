import {
  type AwsSecurityFinding,
  BatchUpdateFindingsCommand,
  type SecurityHubClient,
  type WorkflowStatus,
} from '@aws-sdk/client-securityhub';
import { ImportFindingsCommand, ReadFindingsCommand } from './hub-commands.ts';
import { type Entry, errorInAnswer, type Untaken } from './sink.ts';
import { type Held, heldOf, markedFields } from './workflow.ts';

/** A finding that is ready to be imported. */
export interface Prepared {
  readonly asff: AwsSecurityFinding;
  readonly held: Held | undefined;
  /** The workflow status that an update has to set after the import. */
  readonly update?: WorkflowStatus;
}

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindings.html: 20 values a filter. */
const READ_AT_ONCE = 20;

/** What Security Hub holds of these findings, by id. Throws when it cannot be read. */
export const readFindings = async (
  client: SecurityHubClient,
  findings: readonly Pick<AwsSecurityFinding, 'Id' | 'ProductArn'>[],
): Promise<ReadonlyMap<string, Held>> => {
  const held = new Map<string, Held>();
  for (let start = 0; start < findings.length; start += READ_AT_ONCE) {
    const some = findings.slice(start, start + READ_AT_ONCE);
    const equals = (value: string | undefined) => ({ Value: value, Comparison: 'EQUALS' as const });
    const Filters = {
      Id: some.map(({ Id }) => equals(Id)),
      ProductArn: [equals(some[0]?.ProductArn)],
    };
    const { Findings = [] } = await client.send(new ReadFindingsCommand({ Filters, MaxResults: 100 }));
    for (const finding of Findings) held.set(finding.Id ?? '', heldOf(finding));
  }
  return held;
};

/** Imports at most 100 findings. Throws when the answer does not name all that failed. */
export const importFindings = async (
  client: SecurityHubClient,
  entries: readonly Entry<Prepared>[],
): Promise<Untaken> => {
  const Findings = entries.map(({ item }) => item.asff);
  const answer = await client.send(new ImportFindingsCommand({ Findings }));
  const failed = answer.FailedFindings ?? [];
  if ((answer.FailedCount ?? 0) > failed.length)
    throw errorInAnswer('ImportFailed', `${answer.FailedCount} findings failed and were not all named`);
  const templates = new Map(entries.map(({ template, item }) => [item.asff.Id, template]));
  return new Map(
    failed.map(({ Id, ErrorCode, ErrorMessage }) => [
      templates.get(Id) ?? '',
      errorInAnswer(ErrorCode, ErrorMessage),
    ]),
  );
};

type Change = Pick<
  ConstructorParameters<typeof BatchUpdateFindingsCommand>[0],
  'Workflow' | 'UserDefinedFields'
>;

/** One call for all findings of a record that get the same status and fields. */
const groupsOf = (entries: readonly Entry<Prepared>[]) => {
  const groups = new Map<string, { readonly change: Change; readonly entries: Entry<Prepared>[] }>();
  for (const entry of entries) {
    const { asff, held, update } = entry.item;
    if (update === undefined) continue;
    const UserDefinedFields = markedFields(held, update, asff.UpdatedAt ?? '');
    const change: Change = { Workflow: { Status: update }, UserDefinedFields };
    const key = JSON.stringify(change);
    const group = groups.get(key) ?? { change, entries: [] };
    group.entries.push(entry);
    groups.set(key, group);
  }
  return [...groups.values()];
};

const send = async (
  client: SecurityHubClient,
  change: Change,
  entries: readonly Entry<Prepared>[],
): Promise<Untaken> => {
  const FindingIdentifiers = entries.map(({ item: { asff } }) => ({
    Id: asff.Id,
    ProductArn: asff.ProductArn,
  }));
  try {
    const answer = await client.send(new BatchUpdateFindingsCommand({ FindingIdentifiers, ...change }));
    const unprocessed = answer.UnprocessedFindings ?? [];
    const templates = new Map(entries.map(({ template, item }) => [item.asff.Id, template]));
    return new Map(
      unprocessed.map(({ FindingIdentifier, ErrorCode, ErrorMessage }) => [
        templates.get(FindingIdentifier?.Id) ?? '',
        errorInAnswer(ErrorCode, ErrorMessage),
      ]),
    );
  } catch (error) {
    return new Map(entries.map(({ template }) => [template, error]));
  }
};

/** Sets the workflow statuses that an import cannot; answers with the findings where that failed. */
export const updateWorkflow = async (
  client: SecurityHubClient,
  entries: readonly Entry<Prepared>[],
): Promise<Untaken> => {
  const untaken = new Map<string, unknown>();
  for (const { change, entries: together } of groupsOf(entries))
    for (const [template, error] of await send(client, change, together)) untaken.set(template, error);
  return untaken;
};
