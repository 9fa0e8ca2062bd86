import { Duration } from 'aws-cdk-lib';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Where the functions count, by the Embedded Metric Format. */
const NAMESPACE = 'Drawbridge';
const PERIOD = Duration.minutes(5);
const HALF = 12;
const HEIGHT = 7;

/** CloudWatch puts the template of each line here. */
const EACH = ['$', "{PROP('Dim.template')}"].join('');

/** A metric of every template that has one: templates come and go with the policy file, the search finds them. */
const byTemplate = (name: string, statistic = 'Sum'): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${NAMESPACE},template} MetricName="${name}"', '${statistic}', ${PERIOD.toSeconds()})`,
    label: `${EACH} ${name === 'TimeToClose' ? statistic : name}`,
    usingMetrics: {},
    period: PERIOD,
  });

const total = (name: string, dimensionsMap: Record<string, string> = {}): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName: name,
    dimensionsMap,
    statistic: Stats.SUM,
    period: PERIOD,
    label: [name, ...Object.values(dimensionsMap)].join(' '),
  });

const figure = (title: string, metric: IMetric): SingleValueWidget =>
  new SingleValueWidget({ title, metrics: [metric], width: HALF, height: 3 });

const graph = (title: string, left: IMetric[], more: { width?: number; unit?: string } = {}): GraphWidget =>
  new GraphWidget({
    title,
    left,
    width: more.width ?? HALF,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false, ...(more.unit && { label: more.unit }) },
  });

/**
 * What Drawbridge does, at a glance: opened and closed by template, how long it took, what went wrong, and what is allowed.
 * A dashboard costs 3 USD a month beyond the first three of an account, so it is there only when the policy file says so.
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { deadLetters }: { readonly deadLetters: IQueue }) {
    super(scope, id);
    const letters = deadLetters.metricApproximateNumberOfMessagesVisible({
      period: PERIOD,
      statistic: Stats.MAXIMUM,
      label: 'Dead letters',
    });
    // Each sweep counts them at its end.
    const inForce = total('ExceptionsInForce').with({
      statistic: Stats.MAXIMUM,
      label: 'Exceptions in force',
    });
    const failures = [
      byTemplate('FAILED'),
      total('REFUSED'),
      ...['sns', 'securityHub', 'eventBridge', 'chat'].map((sink) => total('PublishFailed', { sink })),
    ];
    new CloudWatchDashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(7),
      widgets: [
        [
          graph(
            'Opened, by template',
            ['REMEDIATED', 'NOTIFIED', 'FAILED'].map((name) => byTemplate(name)),
          ),
          graph(
            'Closed, by template',
            ['REMEDIATED', 'RESOLVED'].map((name) => byTemplate(name)),
          ),
        ],
        [
          graph('From the call to closed, half of them', [byTemplate('TimeToClose', 'p50')], { unit: 'ms' }),
          graph('From the call to closed, 99 of 100', [byTemplate('TimeToClose', 'p99')], { unit: 'ms' }),
        ],
        [
          graph('Failures', failures),
          graph('Left alone by an exclusion or exception', [byTemplate('EXCLUDED')]),
        ],
        [figure('Dead letters', letters), figure('Exceptions in force, by the last sweep', inForce)],
      ],
    });
  }
}
