import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import type { Command } from 'commander';
import { awsHttp } from '../lambdas/adapters/aws-http.ts';
import type { Connection } from '../lambdas/adapters/connect.ts';
import { at } from '../lambdas/core/base/json.ts';
import type { Policy } from '../lambdas/core/base/policy.ts';
import { UsageError } from './exit.ts';
import { type Options, policyInForce } from './options.ts';
import { deployed, STACK } from './stack.ts';

/** What a command that judges takes. */
export interface DeployedOption {
  readonly deployed?: true;
}

/** Adds `--deployed`. */
export const withDeployed = (command: Command): Command =>
  command.option('--deployed', 'judge by the policy that is deployed, not by the file');

/**
 * The policy that the functions of a place go by, out of its stack's template (`Metadata.Policy`). Throws a UsageError
 * where there is no stack, or one of an older version.
 */
export const deployedPolicy = async (connection: Connection = {}): Promise<Policy> => {
  const { place } = await deployed(connection);
  const { TemplateBody = '{}' } = await new CloudFormationClient(awsHttp(connection)).send(
    new GetTemplateCommand({ StackName: STACK }),
  );
  const text = at(JSON.parse(TemplateBody), 'Metadata.Policy');
  if (typeof text !== 'string')
    throw new UsageError(
      `The stack ${STACK} in account ${place.account}, ${place.region}, is of an older version and does not carry its policy. Deploy it anew with npx cdk deploy, or leave --deployed out.`,
    );
  return JSON.parse(text) as Policy;
};

/** The policy by which a place is judged. */
export type PolicyOf = (connection?: Connection) => Promise<Policy>;

/** The policy to judge by: that of each deployment, or the file's, which is read and complained about once. */
export const policySource = ({ deployed: wanted }: DeployedOption, options: Options): PolicyOf => {
  if (wanted) return deployedPolicy;
  const policy = policyInForce(options);
  return async () => policy;
};
