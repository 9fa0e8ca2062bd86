import { randomBytes } from 'node:crypto';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { awsHttp } from '../lambdas/adapters/aws-http.ts';
import { errorCode, message } from '../lambdas/core/base/errors.ts';
import { own } from '../lambdas/core/base/json.ts';
import { APPROVAL_MS, type Approval, isApproval } from '../lambdas/core/exclusions/approvals.ts';
import { type Exception, endOf, isStop, STOP, type Stop } from '../lambdas/core/exclusions/exceptions.ts';
import { RefusedError } from './exit.ts';

/** Who runs this, by STS: a name that nobody can choose for himself. */
const callerArn = async (): Promise<string> =>
  (await new STSClient(awsHttp()).send(new GetCallerIdentityCommand())).Arn ?? 'unknown';

/** The table is not everybody's to write: whoever may not is told who may. */
const written = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!/^AccessDenied/.test(errorCode(error))) throw error;
    throw new RefusedError(
      `This identity may not write exceptions. Attach the policy of the stack's output OperatorPolicyArn to it. ${message(error)}`,
    );
  }
};

const put = async (
  client: DynamoDBClient,
  TableName: string,
  item: Exception | Stop | Approval,
): Promise<void> => {
  const expires = Math.ceil(endOf(item.until) / 1000);
  await written(client.send(new PutItemCommand({ TableName, Item: marshall({ ...item, expires }) })));
};

/** Takes back an exception, or ends it early; nothing happens where there is none. */
export const endException = async (
  client: DynamoDBClient,
  TableName: string,
  { resource, id }: Pick<Exception, 'resource' | 'id'>,
): Promise<void> => {
  await written(client.send(new DeleteItemCommand({ TableName, Key: marshall({ resource, id }) })));
};

/** What is asked for; who grants it, when, and under which id is added. */
export type Wish = Pick<Exception, 'resource' | 'template' | 'until' | 'reason'> &
  Partial<Pick<Exception, 'source' | 'remediation' | 'rule' | 'path' | 'hash'>>;

/** Grants exceptions: all of them, or none. */
export const grant = async (
  client: DynamoDBClient,
  table: string,
  wishes: readonly Wish[],
): Promise<readonly Exception[]> => {
  const [grantedBy, grantedAt] = [await callerArn(), new Date().toISOString()];
  const exceptions = wishes.map((wish) => ({
    ...wish,
    id: `x-${randomBytes(5).toString('hex')}`,
    grantedBy,
    grantedAt,
  }));
  try {
    for (const exception of exceptions) await put(client, table, exception);
  } catch (error) {
    await takeBack(client, table, exceptions);
    throw error;
  }
  return exceptions;
};

/** Approves a reported finding for ten minutes. */
export const approve = async (
  client: DynamoDBClient,
  table: string,
  wish: Pick<Approval, 'resource' | 'approves' | 'keys'>,
): Promise<Approval> => {
  const now = Date.now();
  const approval = {
    ...wish,
    id: `a-${randomBytes(5).toString('hex')}`,
    until: new Date(now + APPROVAL_MS).toISOString(),
    grantedBy: await callerArn(),
    grantedAt: new Date(now).toISOString(),
  };
  await put(client, table, approval);
  return approval;
};

/** Takes back what was granted for nothing; one that stays ends by itself. */
export const takeBack = async (
  client: DynamoDBClient,
  table: string,
  exceptions: readonly Pick<Exception, 'resource' | 'id'>[],
): Promise<void> => {
  await Promise.allSettled(exceptions.map((exception) => endException(client, table, exception)));
};

/** Puts the emergency stop in force, in place of one that may be. */
export const stopAll = async (
  client: DynamoDBClient,
  table: string,
  { until, reason }: Pick<Stop, 'until' | 'reason'>,
): Promise<Stop> => {
  const stop = { ...STOP, until, reason, grantedBy: await callerArn(), grantedAt: new Date().toISOString() };
  await put(client, table, stop);
  return stop;
};

/** Every exception of the table, the emergency stop among them, as somebody wrote them. */
export const everyException = async (
  client: DynamoDBClient,
  TableName: string,
): Promise<readonly unknown[]> => {
  const items: unknown[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items.map((item) => unmarshall(item)).filter((item) => !isApproval(item)));
  return items.toSorted((one, other) => Number(isStop(other)) - Number(isStop(one)) || compare(one, other));
};

const compare = (one: unknown, other: unknown): number =>
  String(own(one, 'until')).localeCompare(String(own(other, 'until')));
