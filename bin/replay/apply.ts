import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { own } from '../../lambdas/core/event.ts';
import { UsageError } from '../exit.ts';
import { type Deployed, fixerOutput } from '../stack.ts';
import type { Connection } from '../sweep/places.ts';
import type { Recorded } from './read-events.ts';
import { typeOf } from './replay.ts';

/** Which event was handed to which function, and whether that failed. */
export interface Applied {
  readonly from: string;
  readonly function?: string;
  readonly error?: string;
}

/** Hands recorded events to the deployed fixers, one after the other, as EventBridge would. */
export const createApply = ({ outputs }: Deployed, connection: Connection) => {
  const lambda = new LambdaClient(connection);
  return async ({ from, envelope }: Recorded): Promise<Applied> => {
    const type = typeOf(envelope);
    if (!type) return { from };
    const FunctionName = outputs.get(fixerOutput(type.name));
    if (!FunctionName)
      throw new UsageError(`The deployed Drawbridge does not look after ${type.name}s. Run npx cdk deploy.`);
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(envelope) }),
    );
    if (!FunctionError) return { from, function: FunctionName };
    const answer = JSON.parse(Payload?.transformToString() || '{}') as unknown;
    return { from, function: FunctionName, error: String(own(answer, 'errorMessage') ?? FunctionError) };
  };
};
