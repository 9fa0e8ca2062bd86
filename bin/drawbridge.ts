import { Annotations, App } from 'aws-cdk-lib';
import { DrawbridgeStack } from '../lib/drawbridge-stack.ts';
import { heldBackText, loadPolicy } from '../lib/policy/load.ts';

const app = new App();
const { policy, errors, warnings } = loadPolicy(app.node.tryGetContext('policy') as string | undefined);

if (policy) {
  const stack = new DrawbridgeStack(app, 'Drawbridge', { policy });
  for (const warning of [...warnings, ...heldBackText(policy)])
    Annotations.of(stack).addWarningV2('drawbridge:policy', warning);
} else {
  for (const error of errors) console.error(error);
  console.error('The policy has mistakes, so nothing is synthesised.');
  process.exitCode = 2;
}
