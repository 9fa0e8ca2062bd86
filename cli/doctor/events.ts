import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
} from '@aws-sdk/client-eventbridge';
import { parse } from '@aws-sdk/util-arn-parser';
import { awsHttp } from '../../lambdas/adapters/aws-http.ts';
import type { Connection } from '../../lambdas/adapters/connect.ts';
import type { Place } from '../../lambdas/core/base/resource-type.ts';
import { findTrail } from '../../lambdas/sweep/trail.ts';
import { ageOf, type CheckResult, fail, ok, warn } from './check.ts';

const CREATE_TRAIL =
  'Create one that logs management events of all regions: CloudTrail console, Create trail, or aws cloudtrail create-trail --is-multi-region-trail and start-logging.';

/** Is there a trail that delivers this region's management events? */
export const checkTrail = async (
  connection: Connection,
  region: string,
  eventSources: readonly string[],
): Promise<CheckResult> => {
  const verdict = await findTrail(new CloudTrailClient(awsHttp(connection)), region, eventSources);
  if ('trail' in verdict) return ok(`${verdict.trail} delivers this region's management events`);
  if ('missing' in verdict)
    return fail(`no trail delivers this region's management events: ${verdict.missing}`, CREATE_TRAIL);
  return {
    verdict: 'unknown',
    says: `trails cannot be read. ${verdict.unreadable}`,
    advice:
      'Ask for cloudtrail:DescribeTrails, GetTrailStatus and GetEventSelectors; a trail of the organisation may be readable in its management account only.',
  };
};

export const functionArn = ({ partition, region, account }: Place, name: string): string =>
  `arn:${partition}:lambda:${region}:${account}:function:${name}`;

/** The rules that wake functions or start the sweep, and whether each is on. */
export const rulesOf = async (
  connection: Connection,
  targets: readonly string[],
): Promise<ReadonlyMap<string, { readonly target: string; readonly enabled: boolean }>> => {
  const client = new EventBridgeClient(awsHttp(connection));
  const rules = new Map<string, { readonly target: string; readonly enabled: boolean }>();
  for (const target of targets) {
    const { RuleNames = [] } = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: target }));
    for (const Name of RuleNames) {
      const { State } = await client.send(new DescribeRuleCommand({ Name }));
      rules.set(Name, { target, enabled: State === 'ENABLED' });
    }
  }
  return rules;
};

/** Are the rules there that wake these functions, and switched on? */
export const checkRules = (
  rules: Awaited<ReturnType<typeof rulesOf>>,
  targets: readonly string[],
): CheckResult => {
  const off = [...rules].filter(([, { enabled }]) => !enabled).map(([name]) => name);
  const unwoken = targets.filter((arn) => ![...rules.values()].some(({ target }) => target === arn));
  if (unwoken.length > 0)
    return fail(
      `no rule wakes ${unwoken.map((arn) => parse(arn).resource).join(', ')}`,
      'Somebody has deleted it. Put it back: npx cdk deploy --force',
    );
  if (off.length > 0)
    return fail(`${off.join(', ')} is switched off`, `aws events enable-rule --name ${off[0]}`);
  return ok(`all ${rules.size} are there and switched on`);
};

const DAYS = 14;
const HOUR_SECONDS = 3600;

/** When a rule last saw an event that it is for, by CloudWatch's metrics: at most 14 days ago, to the hour. */
export const checkLastEvent = async (
  connection: Connection,
  ruleNames: readonly string[],
  now: number,
): Promise<CheckResult> => {
  const { MetricDataResults = [] } = await new CloudWatchClient(awsHttp(connection)).send(
    new GetMetricDataCommand({
      StartTime: new Date(now - DAYS * 86_400_000),
      EndTime: new Date(now),
      MetricDataQueries: ruleNames.map((RuleName, i) => ({
        Id: `rule${i}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Events',
            MetricName: 'TriggeredRules',
            Dimensions: [{ Name: 'RuleName', Value: RuleName }],
          },
          Period: HOUR_SECONDS,
          Stat: 'Sum',
        },
      })),
    }),
  );
  const times = MetricDataResults.flatMap(({ Timestamps = [], Values = [] }) =>
    Timestamps.filter((_, i) => (Values[i] ?? 0) > 0).map((time) => time.getTime()),
  );
  if (times.length > 0) return ok(`the last one came within the hour ${ageOf(Math.max(...times), now)} ago`);
  return warn(
    `none has come in ${DAYS} days`,
    'Where nothing changes that is well. To see one come, add a tag to a security group and look again in a few minutes.',
  );
};
