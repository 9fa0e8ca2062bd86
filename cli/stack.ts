import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { parse } from '@aws-sdk/util-arn-parser';
import { awsHttp } from '../lambdas/adapters/aws-http.ts';
import type { Connection } from '../lambdas/adapters/connect.ts';
import { errorCode } from '../lambdas/core/base/errors.ts';
import type { Place } from '../lambdas/core/base/resource-type.ts';
import { UsageError } from './exit.ts';

export const STACK = 'Drawbridge';

/** What the command line needs to know of a deployment. */
export interface Deployed {
  readonly place: Place;
  /** Names of tables. */
  readonly ledger: string;
  readonly exceptions: string;
  /** Every output of the stack. */
  readonly outputs: ReadonlyMap<string, string>;
}

const MISSING = `There is no stack ${STACK} in this account and region. Deploy it with npx cdk deploy, or name another --profile or --region.`;

const describeStack = async (connection: Connection) => {
  try {
    const { Stacks } = await new CloudFormationClient(awsHttp(connection)).send(
      new DescribeStacksCommand({ StackName: STACK }),
    );
    return Stacks?.[0];
  } catch (error) {
    // CloudFormation's word for a stack that is not there.
    if (errorCode(error) === 'ValidationError') throw new UsageError(MISSING);
    throw error;
  }
};

/** Finds the deployment of this account and region by the stack's id and outputs. Throws a UsageError where there is none. */
export const deployed = async (connection: Connection = {}): Promise<Deployed> => {
  const stack = await describeStack(connection);
  const outputs = new Map(
    stack?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const),
  );
  const place = stack?.StackId ? parse(stack.StackId) : undefined;
  const [ledger, exceptions] = [outputs.get('LedgerTableName'), outputs.get('ExceptionsTableName')];
  if (!place) throw new UsageError(MISSING);
  if (!ledger || !exceptions)
    throw new UsageError(
      `The stack ${STACK} is not wholly deployed, or of an older version. Run npx cdk deploy.`,
    );
  const { partition, region, accountId: account } = place;
  return { place: { partition, account, region }, ledger, exceptions, outputs };
};

/** The output that names the function of a resource type: `security-group` → `SecurityGroupFunctionName`. */
export const fixerOutput = (kind: string): string =>
  `${kind.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}FunctionName`;
