import { once } from 'node:events';
import { TEMPLATES } from '../lambdas/resource-types/security-group/templates.ts';
import { CATALOGUE } from '../lib/catalogue.ts';
import { type Clients, clientsOf, configOf } from './clients.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { demonstrationPolicy } from './demonstration-policy.ts';
import { deploy, type Outputs } from './deploy.ts';
import { type Furnished, furnish } from './door-sets.ts';
import { createVpc } from './group.ts';
import { openInbox } from './inbox.ts';
import { playDoors, playPorts } from './others.ts';
import { playWorkloads } from './play-workloads.ts';
import { createProgress } from './progress.ts';
import { CIFS, playArticle } from './scene.ts';
import { style, table } from './table.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

interface Scene {
  readonly cloud: Cloud;
  readonly outputs: Outputs;
  readonly clients: Clients;
  readonly sets: readonly Furnished[];
}

/** Makes buckets, snapshots and the like while it deploys: they were there before Drawbridge, and wake no function yet. */
const prepare = async (cloud: Cloud, progress: (step: string) => void): Promise<Scene> => {
  const clients = clientsOf(cloud);
  const [outputs, sets] = await Promise.all([
    deploy(cloud, { progress, context: { policy: await demonstrationPolicy() } }),
    furnish(configOf(cloud)),
    cloud.warm,
  ]);
  return { cloud, outputs, clients, sets };
};

const setUp = async (): Promise<Scene> => {
  const progress = createProgress();
  const { step } = progress;
  try {
    const cloud = await startCloud({ progress: step });
    const scene = await prepare(cloud, step).catch(async (error) => {
      await cloud.stop();
      throw error;
    });
    progress.done();
    return scene;
  } catch (error) {
    progress.failed();
    throw error;
  }
};

const checkAll = (closed: readonly string[]): void => {
  const ids = CATALOGUE.flatMap(({ templates }) =>
    templates.flatMap(({ id, onlyReports }) => (onlyReports ? [] : [id])),
  );
  const missing = ids.filter((id) => !closed.includes(id));
  if (missing.length > 0)
    throw new Error(`Nothing was opened for ${missing.join(', ')}. Add it to the scene of npm start.`);
};

const play = async ({ cloud, clients, outputs, sets }: Scene): Promise<void> => {
  const topic = outputs['FindingsTopicArn'];
  if (!topic) throw new Error('The stack Drawbridge has no output FindingsTopicArn.');
  const inbox = await openInbox(clients.sns, clients.sqs, topic);
  const vpc = await createVpc(clients.ec2);
  await playArticle(clients, inbox, vpc);
  const others = TEMPLATES.filter(({ id }) => id !== CIFS);
  const closed = [CIFS, ...(await playPorts(clients, inbox, vpc, others))];
  for (const { title, doors } of sets) closed.push(...(await playDoors(inbox, title, doors)));
  await playWorkloads(cloud, clients, outputs, inbox);
  checkAll(closed);
  console.log(
    `\n${style('green', `All ${closed.length} doors are closed, and everything else is as it was.`)}`,
  );
};

const SHOWN = /^(AWS_(?!CONFIG|SHARED|EC2|SDK)|CDK_)/;

const howToReach = ({ env }: Cloud, outputs: Outputs): string => {
  const exports = Object.entries(env)
    .filter(([name]) => SHOWN.test(name))
    .map(([name, value]) => `  export ${name}=${value}`);
  return [
    `\n${style('bold', 'The embedded AWS stays until Ctrl-C.')} To use it from another shell:\n`,
    ...exports,
    '\n  aws ec2 create-security-group --group-name demo --description demo',
    '  aws ec2 authorize-security-group-ingress --group-name demo --protocol tcp --port 445 --cidr 0.0.0.0/0',
    '  aws ec2 describe-security-group-rules',
    '  aws securityhub get-findings',
    '  npx cdk deploy Drawbridge\n',
    table(['output', 'value'], Object.entries(outputs)),
  ].join('\n');
};

const stopped = (): Promise<unknown> => Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

const main = async (keep: boolean): Promise<void> => {
  const scene = await setUp();
  const { cloud, outputs } = scene;
  try {
    await play(scene);
    if (keep) {
      console.log(howToReach(cloud, outputs));
      await stopped();
    }
  } finally {
    await cloud.stop();
  }
};

main(process.argv.includes('--keep')).catch((error: unknown) => {
  console.error(`\n${style('red', error instanceof Error ? error.message : String(error))}`);
  process.exitCode = 1;
});
