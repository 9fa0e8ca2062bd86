import { at, isRecord, list, own } from '../../lambdas/core/base/json.ts';

/** Where a filter of GetFindings looks. */
const PATHS: Readonly<Record<string, string>> = {
  AwsAccountId: 'AwsAccountId',
  ComplianceStatus: 'Compliance.Status',
  GeneratorId: 'GeneratorId',
  Id: 'Id',
  ProductArn: 'ProductArn',
  RecordState: 'RecordState',
  Region: 'Region',
  ResourceId: 'Resources.Id',
  ResourceType: 'Resources.Type',
  SeverityLabel: 'Severity.Label',
  Title: 'Title',
  Type: 'Types',
  WorkflowStatus: 'Workflow.Status',
};

type Comparison = (value: string, wanted: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  EQUALS: (value, wanted) => value === wanted,
  PREFIX: (value, wanted) => value.startsWith(wanted),
  CONTAINS: (value, wanted) => value.includes(wanted),
};

const NEGATIONS: Readonly<Record<string, string>> = {
  NOT_EQUALS: 'EQUALS',
  PREFIX_NOT_EQUALS: 'PREFIX',
  NOT_CONTAINS: 'CONTAINS',
};

/** All values at a path that may go through lists. */
const valuesAt = (value: unknown, path: readonly string[]): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((entry: unknown) => valuesAt(entry, path));
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined ? [] : [String(value)];
  return valuesAt(own(value, key), rest);
};

const matchesOne = (values: readonly string[], condition: unknown): boolean => {
  const comparison = String(own(condition, 'Comparison'));
  const negated = NEGATIONS[comparison];
  const compare = COMPARISONS[negated ?? comparison];
  const wanted = String(own(condition, 'Value'));
  const found = values.some((value) => compare?.(value, wanted) ?? false);
  return negated ? !found : found;
};

/** A filter that this list does not know; AWS has about a hundred. */
export const unknownFilter = (filters: unknown): string | undefined =>
  Object.keys(isRecord(filters) ? filters : {}).find((name) => !Object.hasOwn(PATHS, name));

/** All filters must hold; of the conditions of one filter one is enough, and every negative one. */
export const matchesFilters = (finding: unknown, filters: unknown): boolean =>
  Object.entries(PATHS).every(([name, path]) => {
    const conditions = list(at(filters, name));
    if (conditions.length === 0) return true;
    const values = valuesAt(finding, path.split('.'));
    const negative = conditions.filter((condition) =>
      Object.hasOwn(NEGATIONS, String(own(condition, 'Comparison'))),
    );
    const positive = conditions.filter((condition) => !negative.includes(condition));
    return (
      negative.every((condition) => matchesOne(values, condition)) &&
      (positive.length === 0 || positive.some((condition) => matchesOne(values, condition)))
    );
  });
