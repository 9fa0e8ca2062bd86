import type { AwsSecurityFinding, SecurityHubClient, WorkflowStatus } from '@aws-sdk/client-securityhub';
import { errorCode } from '../core/base/errors.ts';
import type { Catalogue } from '../core/ledger/finding.ts';
import { isOpen } from '../core/ledger/record.ts';
import { asffOf, WORKFLOW } from './asff.ts';
import { importFindings, type Prepared, readFindings, updateWorkflow } from './hub-calls.ts';
import { batches, type Entry, type Sink, sendAll, type Untaken } from './sink.ts';
import { courseOf, type Held, isOvertaken, updateTime, WORKFLOW_FIELD } from './workflow.ts';

/** https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html, less a margin. */
const MOST = { entries: 100, bytes: 5_500_000 };

/**
 * Security Hub is off, for the whole call or in the list of findings that failed.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
 */
const OFF = new Set(['InvalidAccess', 'InvalidAccessException', 'SubscriptionRequiredException']);

/** A finding as it would be created, from the record of number `n`. */
interface Draft {
  readonly n: number;
  readonly wanted: WorkflowStatus;
  readonly isOpen: boolean;
  readonly asff: AwsSecurityFinding;
}

/** The finding as it is imported over what is there, and the status that has to be set by an update. */
const prepare = ({ n, wanted, isOpen, asff }: Draft, held: Held | undefined): Prepared => {
  // What was not found although records came before may be there, since Security Hub reads late: set it after the import.
  const { ours, update } =
    held || n === 1 ? courseOf(held, wanted, isOpen) : { ours: wanted, update: wanted };
  const { [WORKFLOW_FIELD]: _, ...fields } = asff.ProductFields ?? {};
  const UpdatedAt = updateTime(held, n, asff.UpdatedAt ?? '');
  return {
    asff: {
      ...asff,
      UpdatedAt,
      LastObservedAt: UpdatedAt,
      ProductFields: { ...fields, ...(ours !== undefined && { [WORKFLOW_FIELD]: ours }) },
    },
    held,
    ...(update && { update }),
  };
};

/** Imports over what is there already, then sets the workflow statuses that an import cannot. */
const publish =
  (client: SecurityHubClient) =>
  async (call: readonly Entry<Draft>[]): Promise<Untaken> => {
    // Also for a resource's first record: an earlier deployment's ledger may have told of it before.
    const held = await readFindings(
      client,
      call.map(({ item }) => item.asff),
    );
    const entries = call.flatMap((entry): Entry<Prepared>[] => {
      const { n, asff } = entry.item;
      const before = held.get(asff.Id ?? '');
      if (before && isOvertaken(before, n, asff.UpdatedAt ?? '')) return [];
      return [{ ...entry, item: prepare(entry.item, before) }];
    });
    if (entries.length === 0) return new Map();
    const failed = await importFindings(client, entries);
    const imported = entries.filter(({ template }) => !failed.has(template));
    return new Map([...failed, ...(await updateWorkflow(client, imported))]);
  };

/**
 * Keeps the findings of Security Hub CSPM in step: one for each resource and template, imported anew with each change.
 * Where Security Hub is off they count as taken; `tellOff` is then called once.
 */
export const securityHubSink = (
  client: SecurityHubClient,
  catalogue: Catalogue,
  region: string,
  tellOff: (reason: string) => void,
): Sink => {
  let told = false;
  const isOff = (error: unknown): boolean => {
    const off = OFF.has(errorCode(error));
    if (off && !told) tellOff(errorCode(error));
    told ||= off;
    return off;
  };
  return async (findings, record) => {
    const entries = findings.map((finding) => {
      const asff = asffOf(finding, record, catalogue, region);
      const { status, template } = finding;
      const item = { n: record.n, wanted: WORKFLOW[status], isOpen: isOpen(status), asff };
      return { template, item, bytes: Buffer.byteLength(JSON.stringify(asff)) };
    });
    const untaken = await sendAll(batches(entries, MOST), publish(client));
    return new Map([...untaken].filter(([, error]) => !isOff(error)));
  };
};
