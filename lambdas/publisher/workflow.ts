import type { AwsSecurityFinding, WorkflowStatus } from '@aws-sdk/client-securityhub';

/** Where the import says which workflow status is ours once it has been taken. */
export const WORKFLOW_FIELD = 'drawbridge/workflow';
const ID_FIELD = 'drawbridge/id';

/** The user-defined field that goes with each status that we set: both change in one call, or neither. */
const MARK = 'drawbridgeWorkflow';

/** What Security Hub holds of a finding already. */
export interface Held {
  readonly status: string;
  /** The status that we set last; what differs from it has been set by somebody else. */
  readonly ours: string | undefined;
  readonly updatedAt: string;
  /** The number of the ledger's record that it was imported from. */
  readonly n: number;
  /** Security Hub takes an open import for a reopening. */
  readonly isOver: boolean;
  readonly userFields: Readonly<Record<string, string>>;
}

/** `ACCOUNT/REGION/RESOURCE/n/TEMPLATE`; templates have no slash, resources may. */
const numberIn = (id: string | undefined): number => Number(id?.split('/').at(-2)) || 0;

/**
 * Reads a finding of Security Hub. What we set last is told by the later of two marks: the one that went with our last
 * update (`STATUS TIME`), and the one in our last import, since Security Hub itself resets some statuses with it.
 */
export const heldOf = ({
  Workflow,
  ProductFields = {},
  UserDefinedFields = {},
  UpdatedAt = '',
  Compliance,
  RecordState,
}: Partial<AwsSecurityFinding>): Held => {
  const [marked, time = ''] = UserDefinedFields[MARK]?.split(' ') ?? [];
  const isMarkNewer = marked !== undefined && Date.parse(time) >= Date.parse(UpdatedAt);
  return {
    status: Workflow?.Status ?? 'NEW',
    ours: isMarkNewer ? marked : ProductFields[WORKFLOW_FIELD],
    updatedAt: UpdatedAt,
    n: numberIn(ProductFields[ID_FIELD]),
    isOver: Compliance?.Status === 'PASSED' || RecordState === 'ARCHIVED',
    userFields: UserDefinedFields,
  };
};

/** Was the finding imported from a newer record meanwhile? Both are asked for, as numbers start anew with a new ledger. */
export const isOvertaken = (held: Held, n: number, updatedAt: string): boolean =>
  held.n > n && Date.parse(held.updatedAt) > Date.parse(updatedAt);

/** An update is taken only if `UpdatedAt` has grown; a repeated one may as well not be taken. */
export const updateTime = (held: Held | undefined, n: number, closedAt: string): string => {
  const last = held ? Date.parse(held.updatedAt) : Number.NaN;
  if (!held || Number.isNaN(last) || last < Date.parse(closedAt)) return closedAt;
  return held.n === n ? held.updatedAt : new Date(last + 1).toISOString();
};

/** What an import makes of the workflow status, and what is left to be set by an update. */
export interface Course {
  /** The status that is ours once the import has been taken; undefined where we never set one. */
  readonly ours: string | undefined;
  readonly update?: WorkflowStatus;
}

/**
 * The import that creates a finding sets its status; later ones cannot. But when one reopens a finding that was over,
 * Security Hub resets NOTIFIED and RESOLVED to NEW, whoever has set them. A status that is not ours is left alone.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_WorkflowUpdate.html
 */
export const courseOf = (held: Held | undefined, wanted: WorkflowStatus, isOpen: boolean): Course => {
  if (!held) return { ours: wanted };
  const isReset = held.isOver && isOpen && /^(NOTIFIED|RESOLVED)$/.test(held.status);
  const status = isReset ? 'NEW' : held.status;
  const ours = isReset ? 'NEW' : held.ours;
  return { ours, ...(status === ours && status !== wanted && { update: wanted }) };
};

/** The user-defined fields of an update: everybody's, and the mark that the status is ours. */
export const markedFields = (
  held: Held | undefined,
  status: WorkflowStatus,
  updatedAt: string,
): Record<string, string> => ({ ...held?.userFields, [MARK]: `${status} ${updatedAt}` });
