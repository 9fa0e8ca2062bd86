import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { message } from '../core/base/errors.ts';
import { type Connected, runResource } from './connected.ts';
import { deleteSnapshot, type Tagged, taggedSnapshots } from './snapshots.ts';

/** What is left of earlier runs. */
export interface Tidied {
  readonly deleted: number;
  /** Bear our tag, and are not of our making: nobody's backup is deleted by us. */
  readonly foreign: readonly string[];
  /** Ours, and EC2 refuses to delete them. */
  readonly stuck: readonly string[];
}

/** The runs that are under way, by their names. */
export const runningRuns = async ({ sfn }: Connected, machine: string): Promise<ReadonlySet<string>> => {
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: machine, statusFilter: 'RUNNING', maxResults: 100 }),
  );
  return new Set(executions.flatMap(({ name }) => name ?? []));
};

/** Made by us: creation alone sets the description, and the ledger knows the run. */
const isOurs = async ({ runs }: Connected, { ours, run, instance }: Tagged): Promise<boolean> =>
  ours && run !== '' && instance !== '' && (await runs.latest(runResource(run))) !== undefined;

const letGo = async ({ ec2, log }: Connected, { id }: Tagged): Promise<boolean> => {
  try {
    await deleteSnapshot(ec2, id);
    return true;
  } catch (error) {
    log('snapshot stays', { snapshot: id, reason: message(error) });
    return false;
  }
};

/** Deletes what runs have left behind that are over: a run may be stopped anywhere. */
export const tidy = async (connected: Connected, running: ReadonlySet<string>): Promise<Tidied> => {
  const idle = (await taggedSnapshots(connected.ec2)).filter(({ run }) => !running.has(run));
  const foreign: string[] = [];
  const stuck: string[] = [];
  let deleted = 0;
  for (const snapshot of idle) {
    if (!(await isOurs(connected, snapshot))) foreign.push(snapshot.id);
    else if (await letGo(connected, snapshot)) deleted += 1;
    else stuck.push(snapshot.id);
  }
  return { deleted, foreign, stuck };
};
