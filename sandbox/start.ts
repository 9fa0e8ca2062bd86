import { once } from 'node:events';
import { TEMPLATES } from '../lambdas/security-group/templates.ts';
import { clientsOf } from './clients.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { deploy, type Outputs } from './deploy.ts';
import { createVpc } from './group.ts';
import { openInbox } from './inbox.ts';
import { createProgress } from './progress.ts';
import { playArticle, playOthers } from './scene.ts';
import { style, table } from './table.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const setUp = async (): Promise<{ readonly cloud: Cloud; readonly outputs: Outputs }> => {
  const progress = createProgress();
  const { step } = progress;
  try {
    const cloud = await startCloud({ progress: step });
    const outputs = await deploy(cloud, { progress: step }).catch(async (error) => {
      await cloud.stop();
      throw error;
    });
    await cloud.warm;
    progress.done();
    return { cloud, outputs };
  } catch (error) {
    progress.failed();
    throw error;
  }
};

const play = async (cloud: Cloud, { FindingsTopicArn: topic }: Outputs): Promise<void> => {
  if (!topic) throw new Error('The stack Drawbridge has no output FindingsTopicArn.');
  const clients = clientsOf(cloud);
  const inbox = await openInbox(clients.sns, clients.sqs, topic);
  const vpc = await createVpc(clients.ec2);
  await playArticle(clients, inbox, vpc);
  await playOthers(clients, inbox, vpc, TEMPLATES);
  console.log(
    `\n${style('green', `All ${TEMPLATES.length} doors are closed, and everything else is as it was.`)}`,
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
  const { cloud, outputs } = await setUp();
  try {
    await play(cloud, outputs);
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
