import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { authorize, ingressRules } from '../../sandbox/group.ts';
import { until } from '../../sandbox/until.ts';
import { clients, config, control, newGroup, output } from './support/cloud.ts';

const sfn = new SFNClient(config);

const run = async (input: object) => {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: output('SweepStateMachineArn'), input: JSON.stringify(input) }),
  );
  return until('the sweep to end', async () => {
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return description.status === 'RUNNING' ? undefined : description;
  });
};

test('a sweep runs', async () => {
  await control.addEventRule({ drop: true });
  const group = await newGroup();
  await authorize(clients.ec2, group, [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
  const first = await run({});
  console.log(JSON.stringify(first, null, 1));
  const second = await run({});
  console.log(JSON.stringify(second, null, 1));
  expect(await ingressRules(clients.ec2, group)).toEqual([]);
  await control.clearEvents();
});
