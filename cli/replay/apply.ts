import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { Connection } from '../../lambdas/adapters/connect.ts';
import { own } from '../../lambdas/core/base/json.ts';
import { UsageError } from '../exit.ts';
import type { JudgedType } from '../judging/resource-types.ts';
import { type Deployed, fixerOutput } from '../stack.ts';
import type { Recorded } from './read-events.ts';
import { typesOf, whyIgnored } from './replay.ts';

/** Which event was handed to which function, and whether that failed; or why it was not handed over. */
export interface Applied {
  readonly from: string;
  readonly function?: string;
  readonly ignored?: string;
  readonly error?: string;
}

/** @returns what the function says when it fails */
const hand = async (
  lambda: LambdaClient,
  FunctionName: string,
  envelope: unknown,
): Promise<string | undefined> => {
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(envelope) });
  const { FunctionError, Payload } = await lambda.send(command);
  if (!FunctionError) return undefined;
  const answer = JSON.parse(Payload?.transformToString() || '{}') as unknown;
  return String(own(answer, 'errorMessage') ?? FunctionError);
};

/** Hands recorded events to the deployed fixers, one after the other, as EventBridge would. */
export const createApply = ({ outputs, place }: Deployed, connection: Connection) => {
  const lambda = new LambdaClient(awsHttp(connection));
  const handOver = async (type: JudgedType, { from, envelope }: Recorded): Promise<Applied> => {
    const FunctionName = outputs.get(fixerOutput(type.name));
    if (!FunctionName)
      throw new UsageError(`The deployed Drawbridge does not look after ${type.name}s. Run npx cdk deploy.`);
    const error = await hand(lambda, FunctionName, envelope);
    return { from, function: FunctionName, ...(error !== undefined && { error }) };
  };
  return async (recorded: Recorded): Promise<readonly Applied[]> => {
    const { from, envelope } = recorded;
    const types = typesOf(envelope, place);
    if (types.length === 0) return [{ from, ignored: whyIgnored(envelope, place) }];
    const applied: Applied[] = [];
    for (const type of types) applied.push(await handOver(type, recorded));
    return applied;
  };
};
