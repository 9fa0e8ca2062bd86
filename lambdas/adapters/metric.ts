/**
 * Counts something in CloudWatch's namespace `Drawbridge` by the Embedded Metric Format: a log line, no call, and
 * nothing to pay while nothing happens.
 * Format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metric = (
  name: string,
  value: number,
  unit: 'Count' | 'Milliseconds',
  dimensions: Readonly<Record<string, string>> = {},
): void => {
  const CloudWatchMetrics = [
    {
      Namespace: 'Drawbridge',
      Dimensions: [Object.keys(dimensions)],
      Metrics: [{ Name: name, Unit: unit }],
    },
  ];
  const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics }, ...dimensions, [name]: value };
  // biome-ignore lint/suspicious/noConsole: Lambda takes metrics from standard output
  console.log(JSON.stringify(line));
};
