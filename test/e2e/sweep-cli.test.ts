import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Check } from '../../cli/doctor/check.ts';
import type { Survey } from '../../cli/judging/survey.ts';
import type { Applied } from '../../cli/replay/apply.ts';
import type { Replay } from '../../cli/replay/replay.ts';
import type { Swept } from '../../cli/sweep/machine.ts';
import { configOf } from '../../sandbox/clients.ts';
import { authorize, createGroup, createVpc, ingressRules } from '../../sandbox/group.ts';
import { drawbridge } from './support/cli.ts';
import { clients, control, newGroup, output, place } from './support/cloud.ts';

const ACCOUNTS = ['111122223333', '444455556666'];
const REGIONS = ['us-east-1', 'eu-central-1'];
const SITES = ACCOUNTS.flatMap((account) => REGIONS.map((region) => ({ account, region })));
const ROLE = ['--role', 'Auditor', '--accounts', ACCOUNTS.join(), '--regions', REGIONS.join()];
const OPEN = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

const jsonOf = async <Answer>(...args: readonly string[]): Promise<{ code: number; answer: Answer }> => {
  const { code, stdout, stderr } = await drawbridge(...args, '--json');
  if (stdout === '') throw new Error(`drawbridge ${args.join(' ')} said nothing: ${stderr}`);
  return { code, answer: JSON.parse(stdout) as Answer };
};

/** A log file as CloudTrail delivers it. */
const written = async (log: object): Promise<string> => {
  const file = join(await mkdtemp(join(tmpdir(), 'drawbridge-')), 'log.json.gz');
  await writeFile(file, gzipSync(JSON.stringify(log)));
  return file;
};

const arns: string[] = [];

const openGroup = async (site: { readonly account: string; readonly region: string }): Promise<void> => {
  const ec2 = new EC2Client(configOf({ ...place, ...site }));
  const group = await createGroup(ec2, await createVpc(ec2), 'open');
  await authorize(ec2, group, [OPEN]);
  arns.push(`arn:aws:ec2:${site.region}:${site.account}:security-group/${group}`);
};

const openBucket = async ({ account, region }: { readonly account: string; readonly region: string }) => {
  const s3 = new S3Client({ ...configOf({ ...place, account, region }), forcePathStyle: true });
  const Bucket = `open-${crypto.randomUUID()}`;
  const where =
    region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-central-1' } };
  await s3.send(new CreateBucketCommand({ Bucket, ...where }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await control.declarePolicyStatus({ bucket: Bucket, isPublic: true });
  const Statement = [
    { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ];
  await s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
  arns.push(`arn:aws:s3:::${Bucket}`);
};

describe('sweep over two accounts and two regions', () => {
  beforeAll(async () => {
    await control.addEventRule({ drop: true });
    for (const site of SITES) {
      await openGroup(site);
      await openBucket(site);
    }
  });
  afterAll(() => control.clearEvents());

  test('finds what is open in each, in its place, without any deployment there', async () => {
    const { code, answer } = await jsonOf<Survey>('sweep', ...ROLE);
    const found = answer.open.filter(({ arn }) => arns.includes(arn));
    expect(found.map(({ arn }) => arn).sort()).toEqual(arns.toSorted());
    for (const { account, region } of SITES)
      expect(found.filter((one) => one.account === account && one.region === region)).toHaveLength(2);
    expect(answer.unread).toEqual([]);
    expect(code).toBe(1);
  });

  test('changes nothing', async () => {
    await control.clearCalls();
    await drawbridge('sweep', ...ROLE);
    const actions = (await control.calls())
      .filter(({ caller }) => caller.includes('Auditor'))
      .map(({ action }) => action);
    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/^((Batch)?(Describe|Get|List)|GET )/.test(action))).toEqual([]);
  });

  test('shows a table with the rows that violate, and a summary', async () => {
    const { stdout, stderr } = await drawbridge('sweep', ...ROLE);
    expect(stdout).toMatch(
      /✗ {2}tcp 22 from 0\.0\.0\.0\/0 \(sgr-\w+\) +would be closed +unrestricted-ssh-access/,
    );
    expect(stdout).toMatch(/unrestricted-ssh-access +CRITICAL +4 +0 +0/);
    expect(stdout).toMatch(/in 4 places in [\d.]+ s; nothing was changed/);
    expect(stderr).toBe('');
  });

  test('says once, not for each place, what is odd about the policy file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'drawbridge-')), 'policy.yaml');
    await writeFile(file, 'exclusions: [{ resources: [sg-00000001], until: 2020-01-01, reason: over }]\n');
    const { stderr } = await drawbridge('sweep', ...ROLE, '--policy', file);
    expect(stderr.match(/is past/g)).toHaveLength(1);
  });

  test('tells what it may not read, and looks at the rest', async () => {
    await control.addFault({
      service: 'ec2',
      action: 'DescribeSecurityGroups',
      caller: ACCOUNTS[0] ?? '',
      times: 2,
      status: 403,
      code: 'UnauthorizedOperation',
    });
    const { code, answer } = await jsonOf<Survey>('sweep', ...ROLE);
    expect(answer.unread).toHaveLength(2);
    expect(answer.unread[0]).toMatchObject({ what: 'every security-group', account: ACCOUNTS[0] });
    expect(answer.open.filter(({ arn }) => arns.includes(arn))).toHaveLength(arns.length - 2);
    expect(code).toBe(3);
    await control.clearFaults();
  });

  test.each([
    [['--accounts', '123'], 'is no account id'],
    [['--accounts', '111122223333'], 'Say --role NAME'],
    [['--role', 'Auditor'], 'Say --accounts'],
    [['--max', 'many'], 'whole number'],
  ])('says what is wrong with %j', async (args, words) => {
    const { code, stderr } = await drawbridge('sweep', ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  test('needs Drawbridge where it is to close something', async () => {
    const { code, stderr } = await drawbridge('sweep', ...ROLE, '--apply');
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no stack Drawbridge')]);
  });
});

describe('where Drawbridge is deployed', () => {
  test('sweep --apply closes what sweep shows', async () => {
    await control.addEventRule({ drop: true });
    const group = await newGroup();
    await authorize(clients.ec2, group, [OPEN]);
    await control.clearEvents();
    const { answer: before } = await jsonOf<Survey>('sweep');
    expect(before.open.some(({ id }) => id === group)).toBe(true);
    const { answer } = await jsonOf<readonly Swept[]>('sweep', '--apply', '--max', '1000');
    expect(answer).toMatchObject([{ account: place.account, region: place.region, failures: [] }]);
    expect(answer[0]?.tally.closed).toBeGreaterThan(0);
    expect(await ingressRules(clients.ec2, group)).toEqual([]);
    const { answer: after } = await jsonOf<Survey>('sweep');
    expect(after.open.some(({ id }) => id === group)).toBe(false);
  });

  test('replay judges a recorded event by what is there now, and --apply has it closed', async () => {
    await control.addEventRule({ drop: true });
    const group = await newGroup();
    await authorize(clients.ec2, group, [OPEN]);
    const record = (await control.records()).findLast((one) => JSON.stringify(one).includes(group));
    await control.clearEvents();
    const file = await written({ Records: [record, { ...record, recipientAccountId: '999999999999' }] });
    const { code, answer } = await jsonOf<Replay>('replay', file);
    expect(code).toBe(1);
    expect(answer.open).toMatchObject([{ id: group }]);
    expect(answer.events).toMatchObject([{ resources: [group] }, { ignored: 'of account 999999999999' }]);
    expect(await ingressRules(clients.ec2, group)).toHaveLength(1);
    const { answer: applied } = await jsonOf<readonly Applied[]>('replay', file, '--apply');
    expect(applied).toMatchObject([{ function: expect.any(String) }, { ignored: 'of account 999999999999' }]);
    expect(applied[1]).not.toHaveProperty('function');
    expect(await ingressRules(clients.ec2, group)).toEqual([]);
    expect((await drawbridge('replay', file)).code).toBe(0);
  });

  test('doctor finds every part at work, and what is missing', async () => {
    const { answer } = await jsonOf<readonly Check[]>('doctor');
    const verdicts = Object.fromEntries(answer.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({
      Deployment: 'ok',
      'Security Hub': 'ok',
      Rules: 'ok',
      Functions: 'ok',
      'Emergency stop': 'ok',
      Schedule: 'ok',
    });
    for (const { verdict, advice } of answer) expect(advice === undefined).toBe(verdict === 'ok');
  });

  test('doctor sees a rule that somebody has switched off', async () => {
    const rules = new EventBridgeClient(configOf(place));
    const { RuleNames: [Name] = [] } = await rules.send(
      new ListRuleNamesByTargetCommand({
        TargetArn: `arn:aws:lambda:${place.region}:${place.account}:function:${output('SecurityGroupFunctionName')}`,
      }),
    );
    await rules.send(new DisableRuleCommand({ Name }));
    const { code, stdout } = await drawbridge('doctor');
    await rules.send(new EnableRuleCommand({ Name }));
    expect(code).toBe(1);
    expect(stdout).toContain(`aws events enable-rule --name ${Name}`);
  });
});

test('doctor says where there is no Drawbridge, and looks at the rest', async () => {
  const { code, stdout } = await drawbridge('doctor', '--region', 'ap-southeast-2');
  expect(code).toBe(1);
  expect(stdout).toMatch(/✗ Deployment: there is none[^\n]*\n +There is no stack/);
  expect(stdout).toContain('Trail');
});
