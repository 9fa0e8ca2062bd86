import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsHttp } from '../adapters/aws-http.ts';

/** Node waits for this before it starts the function: the proxy's URL, with its password, stands nowhere but in the process. */
const SecretId = process.env['PROXY_SECRET'];
if (SecretId && !process.env['HTTPS_PROXY']) {
  const client = new SecretsManagerClient(awsHttp({ maxAttempts: 3 }));
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  const url = URL.canParse(SecretString.trim()) ? new URL(SecretString.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error(
      `The secret ${SecretId} is to hold one line, the URL of the proxy: http://NAME:PASSWORD@HOST:PORT`,
    );
  process.env['HTTPS_PROXY'] = url.href;
}
