import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { DescribeHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { Connection } from '../../lambdas/adapters/connect.ts';
import { numberedLog } from '../../lambdas/adapters/numbered-log.ts';
import { errorCode } from '../../lambdas/core/base/errors.ts';
import { own } from '../../lambdas/core/base/json.ts';
import { counted } from '../../lambdas/core/base/text.ts';
import { endOf, isStop } from '../../lambdas/core/exclusions/exceptions.ts';
import { RUNS, type Run } from '../../lambdas/sweep/end.ts';
import { everyException } from '../exceptions.ts';
import { ageOf, type CheckResult, fail, ok, warn } from './check.ts';

/** Every function understands one of the two, and does nothing. */
const PING = JSON.stringify({ ping: true, Records: [] });

const answerOf = async (lambda: LambdaClient, FunctionName: string): Promise<string | undefined> => {
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: PING }));
  if (!FunctionError) return undefined;
  const answer = JSON.parse(Payload?.transformToString() || '{}') as unknown;
  return `${FunctionName} fails: ${String(own(answer, 'errorMessage') ?? FunctionError)}`;
};

/** Do the functions exist and answer? */
export const checkFunctions = async (
  connection: Connection,
  names: readonly string[],
): Promise<CheckResult> => {
  const lambda = new LambdaClient(awsHttp(connection));
  for (const name of names) {
    try {
      const problem = await answerOf(lambda, name);
      if (problem) return fail(problem, `Read its log: aws logs tail --follow, group of ${name}.`);
    } catch (error) {
      if (errorCode(error) !== 'ResourceNotFoundException') throw error;
      return fail(`${name} is gone`, 'Somebody has deleted it. Put it back: npx cdk deploy --force');
    }
  }
  return ok(`all ${names.length} answer`);
};

/** Is Security Hub on? Drawbridge works without it. */
export const checkSecurityHub = async (connection: Connection): Promise<CheckResult> => {
  try {
    await new SecurityHubClient(awsHttp(connection)).send(new DescribeHubCommand({}));
    return ok('it is on');
  } catch (error) {
    if (!/^(InvalidAccess|ResourceNotFound)/.test(errorCode(error))) throw error;
    return warn(
      'it is off: findings go to SNS and EventBridge only',
      'aws securityhub enable-security-hub, if you want them there too.',
    );
  }
};

/** Does anything wait for a person? */
export const checkDeadLetters = async (connection: Connection, QueueUrl: string): Promise<CheckResult> => {
  const { Attributes = {} } = await new SQSClient(awsHttp(connection)).send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const count = Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
  if (count === 0) return ok('nothing is in the queue');
  return fail(
    counted(count, 'message waits', 'messages wait'),
    `Read them: aws sqs receive-message --queue-url ${QueueUrl} --max-number-of-messages 10. Events are tried again by the next sweep: npx --no -- drawbridge sweep --apply`,
  );
};

/** Is the schedule there and on? `name` is absent where the policy switches it off. */
export const checkSchedule = async (
  connection: Connection,
  name: string | undefined,
): Promise<CheckResult> => {
  if (name === undefined)
    return warn(
      'off, by the policy',
      'Events are best effort: let a sweep catch what never came, sweep: { every: 6 hours } in the policy.',
    );
  const { State, ScheduleExpression } = await new SchedulerClient(awsHttp(connection)).send(
    new GetScheduleCommand({ Name: name }),
  );
  if (State === 'ENABLED') return ok(`${ScheduleExpression}, switched on`);
  return fail(`${name} is switched off`, 'Somebody has switched it off. Put it back: npx cdk deploy --force');
};

interface Where {
  readonly ledger: string;
  readonly machine: string;
  readonly now: number;
  /** 0 where no sweep runs by itself. */
  readonly everyHours: number;
}

const FIRST = 'Start one: npx --no -- drawbridge sweep --apply, or wait for the schedule.';

/** How did the last sweep end, and when? */
export const checkLastSweep = async (
  connection: Connection,
  { ledger, machine, now, everyHours }: Where,
): Promise<CheckResult> => {
  const { executions = [] } = await new SFNClient(awsHttp(connection)).send(
    new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 1 }),
  );
  const [last] = executions;
  if (last?.status === 'RUNNING') return ok('one is under way');
  if (last && last.status !== 'SUCCEEDED')
    return fail(
      `the last one has ended as ${last.status}`,
      `Let it go on: aws stepfunctions redrive-execution --execution-arn ${last.executionArn}`,
    );
  const run = await numberedLog<Run>(new DynamoDBClient(awsHttp(connection)), ledger).latest(RUNS);
  if (!run) return warn('none has come to its end yet', FIRST);
  const { seen, violating, closed, failed, held } = run.tally;
  const ended = Date.parse(run.endedAt);
  const says = `${ageOf(ended, now)} ago: ${seen} looked at, ${violating} open, ${closed} closed`;
  if (failed + held > 0)
    return warn(`${says}, ${failed + held} left open`, 'See why: npx --no -- drawbridge history');
  const isLate = everyHours > 0 && now - ended > 2 * everyHours * 3_600_000;
  return isLate ? fail(`${says}, which is long ago`, FIRST) : ok(says);
};

/** Is everything only reported just now? */
export const checkStop = async (connection: Connection, table: string, now: number): Promise<CheckResult> => {
  const stop = (await everyException(new DynamoDBClient(awsHttp(connection)), table)).find(isStop);
  const until = String(own(stop, 'until'));
  if (!stop || !(endOf(until) > now)) return ok('not in force');
  return warn(
    `in force until ${until}: nothing is changed, everything is only reported`,
    `${String(own(stop, 'grantedBy'))} set it. End it: npx --no -- drawbridge resume`,
  );
};
