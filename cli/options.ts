import { type Command, InvalidArgumentError } from 'commander';
import type { Policy } from '../lambdas/core/base/policy.ts';
import { loadPolicy } from '../lib/policy/load.ts';
import { UsageError } from './exit.ts';
import { complain } from './terminal.ts';

/** What every command takes. */
export interface Options {
  readonly json?: true;
  readonly policy?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly proxy?: string;
  readonly caBundle?: string;
}

/** Adds what every command takes; the clients of the SDK find profile and region in the environment. */
export const withOptions = (program: Command): Command =>
  program
    .option('--json', 'print one JSON document, for machines')
    .option('--policy <file>', 'the policy file, instead of policy.yaml at the root')
    .option('--profile <name>', 'the profile of your AWS configuration')
    .option('--region <name>', 'the AWS region')
    .option('--proxy <url>', 'the proxy, instead of HTTPS_PROXY')
    .option('--ca-bundle <file>', 'certificate authorities beside the public ones, instead of AWS_CA_BUNDLE')
    .hook('preAction', async (_, command) => {
      const { profile, region, proxy, caBundle } = command.optsWithGlobals<Options>();
      if (profile) process.env['AWS_PROFILE'] = profile;
      if (region) process.env['AWS_REGION'] = region;
      const { useEgress } = await import('./egress/use.ts');
      useEgress({ proxy, caBundle });
    });

/** The policy in force. Throws a UsageError that names every mistake; warnings go to stderr. */
export const policyInForce = ({ policy: named }: Options): Policy => {
  const { file, policy, errors, warnings } = loadPolicy(named);
  // That there is none matters where something is deployed.
  if (file !== undefined) for (const warning of warnings) complain(warning);
  if (!policy) throw new UsageError(errors.join('\n'));
  return policy;
};

/** Reads an option that is a count. */
export const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
};
