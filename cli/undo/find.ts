import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { listed } from '../../lambdas/core/base/text.ts';
import { type LedgerRecord, remediationId } from '../../lambdas/core/ledger/record.ts';
import { UsageError } from '../exit.ts';
import { logOf, recordAt } from '../ledger.ts';
import { arnsOf } from '../resource.ts';
import type { Deployed } from '../stack.ts';

const HISTORY = 'npx --no -- drawbridge history shows what there is.';

/** The newest remediation of each resource that a name, id or ARN stands for. */
const newestOf = async (resource: string, { place, ledger }: Deployed): Promise<readonly LedgerRecord[]> => {
  const client = new DynamoDBClient(awsHttp());
  const logs = await Promise.all(arnsOf(resource, place).map((arn) => logOf(client, ledger, arn)));
  return logs.flatMap(
    (log) => log.findLast(({ state, removed }) => state === 'CLOSED' && removed.length > 0) ?? [],
  );
};

/** The remediation that `--last` of a resource means. Throws a UsageError where there is none, or more than one resource. */
export const findLast = async (resource: string, deployment: Deployed): Promise<LedgerRecord> => {
  const [last, ...others] = await newestOf(resource, deployment);
  if (!last) throw new UsageError(`The ledger has no remediation of ${resource}. ${HISTORY}`);
  if (others.length > 0)
    throw new UsageError(
      `${resource} may be ${listed(
        [last, ...others].map((record) => record.resource),
        'or',
      )}. Write the ARN of the one that you mean.`,
    );
  return last;
};

/** The resource and the number in a remediation's name. */
const parse = (remediation: string): { readonly resource: string; readonly n: number } | undefined => {
  const [, resource = '', number = ''] = /^(.+)\/([1-9]\d{0,15})$/.exec(remediation) ?? [];
  return resource === '' ? undefined : { resource, n: Number(number) };
};

/** Why something is no remediation, with the last one where it is a resource. */
const notOne = async (given: string, deployment: Deployed): Promise<UsageError> => {
  const last = await newestOf(given, deployment);
  const names = last.map(remediationId);
  return new UsageError(
    names.length > 0
      ? `${given} is a resource. Its last remediation is ${listed(names, 'or')}: name that one, or say --last.`
      : `${given} is no remediation: that is a resource, a slash and a number, e.g. sg-0123456789abcdef0/7. ${HISTORY}`,
  );
};

const only = (records: readonly LedgerRecord[], remediation: string): LedgerRecord => {
  const [record, ...others] = records;
  if (!record)
    throw new UsageError(
      `The ledger has no ${remediation}: it is of another account or region, or has expired. ${HISTORY}`,
    );
  if (others.length > 0)
    throw new UsageError(
      `${remediation} may be one of ${records.map(({ resource, n }) => `${resource}/${n}`).join(' and ')}. Write the one that you mean.`,
    );
  return record;
};

/** The remediation of a name such as `sg-0123456789abcdef0/7`. Throws a UsageError where there is nothing to undo. */
export const findRemediation = async (remediation: string, deployment: Deployed): Promise<LedgerRecord> => {
  const { place, ledger } = deployment;
  const named = parse(remediation);
  if (!named) throw await notOne(remediation, deployment);
  const { resource, n } = named;
  const client = new DynamoDBClient(awsHttp());
  const found = await Promise.all(arnsOf(resource, place).map((arn) => recordAt(client, ledger, arn, n)));
  const record = only(
    found.filter((one) => one !== undefined),
    remediation,
  );
  if (record.state === 'STARTED')
    throw new UsageError(
      `${remediation} is not done yet, or its function has died: the next event or sweep finishes it. Then try again.`,
    );
  if (record.removed.length === 0)
    throw new UsageError(
      `${remediation} removed nothing, so there is nothing to put back. To have something closed again that was left alone, end its exception: npx --no -- drawbridge exceptions`,
    );
  return record;
};

/**
 * The templates under which what was removed is a violation: those that an exception has to be about. A fix that failed
 * for some parts tells of these only, so its template counts whatever it tells.
 */
export const templatesOf = (record: LedgerRecord, keyOf: (part: unknown) => string): readonly string[] => {
  const removed = new Set(record.removed.map(keyOf));
  return record.changed.filter((template) => {
    const state = record.findings[template];
    return state?.status === 'FAILED' || state?.keys.some((key) => removed.has(key));
  });
};
