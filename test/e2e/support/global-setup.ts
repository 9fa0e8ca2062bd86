import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startCloud } from '../../../sandbox/cloud.ts';
import { deploy, type Outputs } from '../../../sandbox/deploy.ts';
import type { Place } from '../../../sandbox/plain-call.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly place: Place;
    readonly outputs: Outputs;
  }
}

/** One embedded AWS for all end-to-end tests, with this app deployed once. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const cloud = await startCloud();
  try {
    const policy = join(import.meta.dirname, 'policy.yaml');
    const outputs = await deploy(cloud, { context: { policy } });
    await cloud.warm;
    project.provide('place', { endpoint: cloud.endpoint, account: cloud.account, region: cloud.region });
    project.provide('outputs', outputs);
  } catch (error) {
    await cloud.stop();
    throw error;
  }
  return () => cloud.stop();
};
