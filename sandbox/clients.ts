import { EC2Client } from '@aws-sdk/client-ec2';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Place } from './plain-call.ts';

/** What every SDK client of this cloud is made with: a user of the account. */
export const configOf = ({ endpoint, region, account }: Place) => ({
  endpoint,
  region,
  credentials: { accessKeyId: account, secretAccessKey: 'sandbox' },
});

export interface Clients {
  readonly ec2: EC2Client;
  readonly rds: RDSClient;
  readonly s3: S3Client;
  readonly securityHub: SecurityHubClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

export const clientsOf = (place: Place): Clients => {
  const config = configOf(place);
  return {
    ec2: new EC2Client(config),
    rds: new RDSClient(config),
    s3: new S3Client(config),
    securityHub: new SecurityHubClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
};
