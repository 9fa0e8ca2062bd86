import { CloudWatchLogsClient, DescribeResourcePoliciesCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeFileSystemsCommand, EFSClient } from '@aws-sdk/client-efs';
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { GetResourcePolicyCommand, GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListDomainNamesCommand, OpenSearchClient } from '@aws-sdk/client-opensearch';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { regionEndpoint } from '../../../lib/bundle/stand-ins/region-endpoint.ts';

const STOP = 'The host is all that was wanted.';

/** Makes one call with this configuration, and tells where it would have gone. */
const CALLS: Readonly<Record<string, (config: object) => Promise<unknown>>> = {
  ecr: (config) => new ECRClient(config).send(new DescribeRepositoriesCommand({})),
  elasticfilesystem: (config) => new EFSClient(config).send(new DescribeFileSystemsCommand({})),
  es: (config) => new OpenSearchClient(config).send(new ListDomainNamesCommand({})),
  events: (config) => new EventBridgeClient(config).send(new ListEventBusesCommand({})),
  glue: (config) => new GlueClient(config).send(new GetResourcePolicyCommand({})),
  lambda: (config) => new LambdaClient(config).send(new ListFunctionsCommand({})),
  logs: (config) => new CloudWatchLogsClient(config).send(new DescribeResourcePoliciesCommand({})),
  secretsmanager: (config) => new SecretsManagerClient(config).send(new ListSecretsCommand({})),
  sns: (config) => new SNSClient(config).send(new ListTopicsCommand({})),
  sqs: (config) => new SQSClient(config).send(new ListQueuesCommand({})),
};

const hostOf = async (service: string, config: object): Promise<string> => {
  let host = '';
  const handle = async (request: { protocol: string; hostname: string; port?: number }) => {
    host = `${request.protocol}//${request.hostname}:${request.port ?? ''}`;
    throw new Error(STOP);
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const all = { ...config, credentials, maxAttempts: 1, requestHandler: { handle } };
  await expect(CALLS[service]?.(all)).rejects.toThrow(STOP);
  return host;
};

const REGIONS = ['us-east-1', 'eu-central-2', 'us-gov-west-1', 'us-gov-east-1', 'cn-north-1', 'mx-central-1'];
const CONFIGS: readonly object[] = [
  ...REGIONS.flatMap((region) => [{ region }, { region, useFipsEndpoint: true }]),
  { region: 'us-east-1', endpoint: 'http://127.0.0.1:4566' },
];

test.each(Object.keys(CALLS))('the endpoints of %s that a bundle has are the SDK’s', async (service) => {
  for (const config of CONFIGS) {
    const ours = await hostOf(service, { ...config, endpointProvider: regionEndpoint(service) });
    expect([config, ours]).toEqual([config, await hostOf(service, config)]);
  }
});
