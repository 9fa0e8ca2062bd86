import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { isInstanceId } from '../../lambdas/workloads/instance/model.ts';
import { createScanLog, type ScanEntry } from '../../lambdas/workloads/scan-log.ts';
import { RefusedError, UsageError } from '../exit.ts';
import { scanning } from './scans.ts';

/** What became of a scan that somebody asked for. */
export interface Started {
  readonly instance: string;
  readonly execution: string;
  /** Absent where nobody has waited. */
  readonly scan?: ScanEntry;
}

const POLL_MS = 2000;

/** An id, or the ARN that ends in it. */
export const instanceIdOf = (given: string): string => {
  const id = given.split('/').at(-1) ?? '';
  if (isInstanceId(id)) return id;
  throw new UsageError(`${given} is no instance. Write its id, such as i-0123456789abcdef0, or its ARN.`);
};

const finished = async (sfn: SFNClient, executionArn: string): Promise<void> => {
  for (;;) {
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return;
    if (status !== 'RUNNING')
      throw new RefusedError(
        `The scan has ended as ${status}: ${error ?? ''} ${cause ?? ''}. Its snapshots are deleted within the hour. See its steps: aws stepfunctions get-execution-history --execution-arn ${executionArn}`,
      );
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
};

/** Has an instance scanned now, whether or not its time has come, and waits for it where `wait` says so. */
export const scanNow = async (given: string, wait: boolean): Promise<Started> => {
  const instance = instanceIdOf(given);
  const { stack, machine } = await scanning();
  const sfn = new SFNClient(awsHttp());
  const input = JSON.stringify({ instances: [instance] });
  const before = Date.now();
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: machine, input }),
  );
  if (!wait) return { instance, execution: executionArn };
  await finished(sfn, executionArn);
  const scan = await createScanLog(new DynamoDBClient(awsHttp()), stack.ledger).of(instance);
  if (!scan || Date.parse(scan.at) < before - 60_000)
    throw new RefusedError(
      `${instance} was not scanned: it is not there, or it does not run. See npx --no -- drawbridge workloads --preview`,
    );
  return { instance, execution: executionArn, scan };
};
