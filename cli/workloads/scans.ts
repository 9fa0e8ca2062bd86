import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import { createScanLog, type ScanEntry } from '../../lambdas/workloads/scan-log.ts';
import { UsageError } from '../exit.ts';
import { type Deployed, deployed } from '../stack.ts';

export interface Scans {
  readonly stack: Deployed;
  readonly machine: string;
  readonly entries: readonly ScanEntry[];
}

/** The deployment that looks into instances. Throws a UsageError where there is none. */
export const scanning = async (): Promise<Omit<Scans, 'entries'>> => {
  const stack = await deployed();
  const machine = stack.outputs.get('WorkloadsStateMachineArn');
  if (!machine)
    throw new UsageError(
      'The deployed policy has no workloads:, so no instance is looked into. Add workloads: {} to the policy file, see who would be with drawbridge workloads --preview, then run npx cdk deploy.',
    );
  return { stack, machine };
};

/** What is known of every instance that was looked at. */
export const allScans = async (): Promise<Scans> => {
  const found = await scanning();
  return { ...found, entries: await createScanLog(new DynamoDBClient(awsHttp()), found.stack.ledger).all() };
};
