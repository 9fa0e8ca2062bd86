import type { Policy } from '../lambdas/core/base/policy.ts';
import { digestOf } from '../lib/policy/digest.ts';
import type { Deployed } from './stack.ts';
import { complain } from './terminal.ts';

/** Whether the functions go by another policy than this one; undefined where the deployment does not say. */
export const differs = ({ outputs }: Pick<Deployed, 'outputs'>, policy: Policy): boolean | undefined => {
  const digest = outputs.get('PolicyDigest');
  return digest === undefined ? undefined : digest !== digestOf(policy);
};

/** What is said by a policy file that is not deployed may not be what the functions do. */
export const complainWhereOther = (stack: Deployed, policy: Policy): void => {
  const { account, region } = stack.place;
  if (differs(stack, policy))
    complain(
      `What is deployed in account ${account}, ${region}, goes by another policy than this file: the functions may do otherwise. Deploy it with npx cdk deploy, or name the file that is deployed with --policy.`,
    );
};
