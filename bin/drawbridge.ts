import { App } from 'aws-cdk-lib';
import { DEFAULT_POLICY } from '../lambdas/core/policy.ts';
import { DrawbridgeStack } from '../lib/drawbridge-stack.ts';

new DrawbridgeStack(new App(), 'Drawbridge', { policy: DEFAULT_POLICY, alarm: true });
