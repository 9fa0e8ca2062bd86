import { DeleteItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { at } from '../../lambdas/core/base/json.ts';
import type { Tally } from '../../lambdas/core/sweep/sweep.ts';
import type { Request } from '../../lambdas/sweep/begin.ts';
import { until } from '../../sandbox/until.ts';
import { config, control, hubFindings, output } from './support/cloud.ts';
import { buildEstate, type Estate, notClean } from './support/estate.ts';

/** `full` is an account of some size; the small one has the same shape and takes seconds. */
const SIZE =
  process.env['DRAWBRIDGE_SCALE'] === 'full'
    ? { groups: 1000, buckets: 200, snapshots: 50 }
    : { groups: 45, buckets: 12, snapshots: 6 };
const PATIENCE = { patienceMs: 600_000, everyMs: 50 };
/** The embedded Security Hub takes its time when there are hundreds of findings, and more when it is asked all the time. */
const PUBLISHED = { patienceMs: 900_000, everyMs: SIZE.groups > 100 ? 5000 : 100 };
const SLOWLY = 1_800_000;

const outputs = inject('outputs');
/** The resource types that are deployed. */
const SORTS = (
  [
    ['groups', 'SecurityGroupFunctionName'],
    ['buckets', 'S3BucketFunctionName'],
    ['snapshots', 'RdsSnapshotFunctionName'],
  ] as const
).flatMap(([sort, name]) => (name in outputs ? [sort] : []));

const FIXES = ['RevokeSecurityGroupIngress', 'PutBucketPolicy', 'ModifyDBSnapshotAttribute'];
const sfn = new SFNClient(config);
const ALL = { first: 'remediate', max: 100_000 } as const;

let estate: Estate;

const start = async (request: Request = {}): Promise<string> => {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: output('SweepStateMachineArn'),
      input: JSON.stringify(request),
    }),
  );
  return executionArn;
};

const ended = (executionArn: string): Promise<DescribeExecutionCommandOutput> =>
  until(
    'the sweep to end',
    async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status !== 'RUNNING' && execution;
    },
    PATIENCE,
  );

const run = async (request: Request = {}): Promise<Tally> => {
  const { status, output: summary = '' } = await ended(await start(request));
  expect(status).toBe('SUCCEEDED');
  const { tally, failures } = JSON.parse(summary) as { tally: Tally; failures: unknown[] };
  expect(failures).toEqual([]);
  return tally;
};

const bads = () => SORTS.flatMap((sort) => estate[sort]).filter(({ bad }) => bad);

/** How often the functions changed each of these resources, by what CloudTrail would say. */
const fixes = async (): Promise<number> => {
  const records = await control.records();
  const mine = new Set(SORTS.flatMap((sort) => estate[sort]).map(({ arn }) => arn.split(/[:/]/).at(-1)));
  return records.filter(
    ({ eventName, requestParameters, userIdentity }) =>
      FIXES.includes(eventName) &&
      at(userIdentity, 'type') === 'AssumedRole' &&
      ['groupId', 'bucketName', 'dBSnapshotIdentifier'].some((key) =>
        mine.has(String(at(requestParameters, key))),
      ),
  ).length;
};

/** As if no sweep had come to its end here yet: other tests may have had one. */
const forgetSweeps = async (): Promise<void> => {
  const dynamodb = new DynamoDBClient(config);
  const TableName = output('LedgerTableName');
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: '#resource = :sweep',
      ExpressionAttributeNames: { '#resource': 'resource' },
      ExpressionAttributeValues: { ':sweep': { S: 'sweep' } },
    }),
  );
  for (const { resource, n } of Items)
    if (resource && n) await dynamodb.send(new DeleteItemCommand({ TableName, Key: { resource, n } }));
};

beforeAll(async () => {
  // Nobody hears of what is opened here: only a sweep can find it.
  await control.addEventRule({ drop: true });
  estate = await buildEstate(SIZE);
}, SLOWLY);

afterAll(() => control.clearEvents());

describe('a sweep', () => {
  test(
    'that is the first of a deployment tells, and changes nothing',
    async () => {
      await forgetSweeps();
      const tally = await run();
      expect(tally).toMatchObject({ closed: 0, fixes: 0, held: 0 });
      expect(tally.seen).toBeGreaterThanOrEqual(SORTS.reduce((sum, sort) => sum + SIZE[sort], 0));
      expect(tally.notified).toBeGreaterThanOrEqual(bads().length);
      expect(await fixes()).toBe(0);
      const [bad] = bads();
      const [finding] = await until(
        'the finding',
        async () => {
          const found = await hubFindings(bad?.arn ?? '');
          return found.length > 0 && found;
        },
        PUBLISHED,
      );
      expect(finding?.Workflow?.Status).toBe('NEW');
    },
    SLOWLY,
  );

  test(
    'that is killed, and another one at once, close all that is bad, each once, and touch nothing else',
    async () => {
      const killed = await start(ALL);
      await until('a fix', async () => (await fixes()) > 0, PATIENCE);
      await sfn.send(new StopExecutionCommand({ executionArn: killed }));
      expect((await ended(killed)).status).toBe('ABORTED');
      await run(ALL);
      expect(await notClean(estate, SORTS)).toEqual([]);
      expect(await fixes()).toBe(bads().length);
    },
    SLOWLY,
  );

  test(
    'publishes what it closed',
    async () => {
      const { arn } = bads().at(-1) ?? { arn: '' };
      const [finding] = await until(
        'the finding to be closed',
        async () => {
          const found = await hubFindings(arn);
          return (
            found.length > 0 && found.every(({ Compliance }) => Compliance?.Status === 'PASSED') && found
          );
        },
        PUBLISHED,
      );
      expect(finding).toMatchObject({
        RecordState: 'ACTIVE',
        Resources: [{ Id: arn }],
        ProductFields: { 'drawbridge/status': 'REMEDIATED' },
      });
    },
    SLOWLY,
  );

  test(
    'that comes again finds nothing, and only reads',
    async () => {
      // Entries that are overtaken leave the list of what is open with the first sweep that sees it.
      await run(ALL);
      await control.clearCalls();
      await run(ALL);
      const lots = [...estate.groups, ...estate.buckets, ...estate.snapshots];
      for (const { arn } of lots) {
        // The publisher may be at what came before.
        const calls = (await control.calls({ caller: ':role/', about: arn.split(/[:/]/).at(-1) ?? arn }))
          .filter(({ caller }) => !caller.includes('Publisher'))
          .map(({ service, action }) => `${service} ${action}`);
        expect(calls.filter((call) => !/ (Describe|Get|List|Query|Receive)/.test(call))).toEqual([]);
      }
    },
    SLOWLY,
  );
});

test(
  'a sweep stops at the limit, and says so of the account',
  async () => {
    const again = await buildEstate({ groups: 9, buckets: 0, snapshots: 0 });
    const tally = await run({ first: 'remediate', max: 1 });
    expect(tally).toMatchObject({ fixes: 1, closed: 1, held: 2 });
    expect(await notClean(again, ['groups'])).toHaveLength(2);
    const arn = `arn:aws:iam::${inject('place').account}:root`;
    const found = await until(
      'the finding about the sweep',
      async () => {
        const [finding] = (await hubFindings(arn)).filter(
          ({ GeneratorId }) => GeneratorId === 'drawbridge/sweep',
        );
        return finding;
      },
      PUBLISHED,
    );
    expect(found).toMatchObject({
      Id: `${arn}/sweep`,
      Compliance: { Status: 'FAILED' },
      Resources: [{ Type: 'AwsAccount', Id: arn }],
    });
    await run(ALL);
    expect(await notClean(again, ['groups'])).toEqual([]);
    await until(
      'the finding to be closed',
      async () =>
        (await hubFindings(arn)).some(
          ({ GeneratorId, Compliance }) =>
            GeneratorId === 'drawbridge/sweep' && Compliance?.Status === 'PASSED',
        ),
      PUBLISHED,
    );
  },
  SLOWLY,
);
