import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { isRecord, own } from '../../lambdas/core/base/json.ts';
import type { Failure, Tally } from '../../lambdas/core/sweep/sweep.ts';
import type { Request } from '../../lambdas/sweep/begin.ts';
import { RefusedError, UsageError } from '../exit.ts';
import type { Site } from '../places.ts';
import { deployed } from '../stack.ts';

/** How a deployed sweep ended. */
export interface Swept {
  readonly account: string;
  readonly region: string;
  readonly execution: string;
  readonly tally: Tally;
  readonly failures: readonly Failure[];
}

const POLL_MS = 1000;

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
};

/** The figures so far, out of the newest state that told them. */
const tallySoFar = async (sfn: SFNClient, executionArn: string): Promise<Tally | undefined> => {
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 20 }),
  );
  for (const { stateExitedEventDetails } of events) {
    const tally = own(parsed(stateExitedEventDetails?.output), 'tally');
    if (isRecord(tally)) return tally as unknown as Tally;
  }
  return undefined;
};

const swept = (
  { place }: Site,
  { executionArn = '', status, output, error, cause }: DescribeExecutionCommandOutput,
): Swept => {
  if (status !== 'SUCCEEDED')
    throw new RefusedError(
      `The sweep of ${place.account} ${place.region} has ended as ${status}: ${error ?? ''} ${cause ?? ''}. ` +
        `What it closed stays closed. To let it go on where it was: aws stepfunctions redrive-execution --execution-arn ${executionArn}`,
    );
  const { tally, failures } = parsed(output) as Pick<Swept, 'tally' | 'failures'>;
  return { account: place.account, region: place.region, execution: executionArn, tally, failures };
};

/**
 * Starts the state machine of a place and follows it to its end. Throws a UsageError where Drawbridge is not deployed, a
 * RefusedError when the sweep fails.
 */
export const sweepDeployed = async (
  site: Site,
  request: Request,
  progress: (tally: Tally) => void,
): Promise<Swept> => {
  const { outputs } = await deployed(site.connection);
  const stateMachineArn = outputs.get('SweepStateMachineArn');
  if (!stateMachineArn)
    throw new UsageError('The deployed Drawbridge is older than its sweep. Run npx cdk deploy.');
  const sfn = new SFNClient(awsHttp(site.connection));
  const input = JSON.stringify(request);
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  for (;;) {
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (description.status !== 'RUNNING') return swept(site, description);
    const tally = await tallySoFar(sfn, executionArn);
    if (tally) progress(tally);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
};
