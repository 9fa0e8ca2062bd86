import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { tableEndpoint } from '../../../lib/bundle/stand-ins/dynamodb-endpoint.ts';

const hostOf = async (config: object): Promise<string> => {
  let host = '';
  const handle = async (request: { protocol: string; hostname: string; port?: number }) => {
    host = `${request.protocol}//${request.hostname}:${request.port ?? ''}`;
    return { response: { statusCode: 200, headers: {}, body: Buffer.from('{}') } };
  };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ ...config, credentials, requestHandler: { handle } as never });
  await client.send(new ListTablesCommand({}));
  return host;
};

test.each([
  ...['us-east-1', 'eu-central-2', 'us-gov-west-1', 'cn-north-1', 'mx-central-1'].map((region) => ({
    region,
  })),
  { region: 'us-east-1', useFipsEndpoint: true },
  { region: 'us-east-1', endpoint: 'http://127.0.0.1:4566' },
])('the endpoint that a bundle has is the SDK’s with %j', async (config) => {
  expect(await hostOf({ ...config, endpointProvider: tableEndpoint })).toBe(await hostOf(config));
});
