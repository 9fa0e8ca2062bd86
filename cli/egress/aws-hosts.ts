interface Parameters {
  readonly Region: string;
  readonly UseFIPS: boolean;
  readonly UseDualStack: boolean;
  readonly AccountIdEndpointMode: 'disabled';
}

/** A client of the SDK, as far as it knows where its service answers. */
interface Client {
  new (config: {
    readonly region: string;
  }): {
    readonly config: { readonly endpointProvider: (parameters: Parameters) => { readonly url: URL } };
  };
}

const client = async (load: Promise<unknown>, name: string): Promise<Client> =>
  ((await load) as Readonly<Record<string, Client>>)[name] as Client;

/** Every client of the SDK that is bundled into a function or the command line, by its package. */
export const CLIENTS = {
  'client-cloudformation': () => client(import('@aws-sdk/client-cloudformation'), 'CloudFormationClient'),
  'client-cloudtrail': () => client(import('@aws-sdk/client-cloudtrail'), 'CloudTrailClient'),
  'client-cloudwatch': () => client(import('@aws-sdk/client-cloudwatch'), 'CloudWatchClient'),
  'client-dynamodb': () => client(import('@aws-sdk/client-dynamodb'), 'DynamoDBClient'),
  'client-dynamodb-streams': () =>
    client(import('@aws-sdk/client-dynamodb-streams'), 'DynamoDBStreamsClient'),
  'client-ebs': () => client(import('@aws-sdk/client-ebs'), 'EBSClient'),
  'client-ec2': () => client(import('@aws-sdk/client-ec2'), 'EC2Client'),
  'client-eventbridge': () => client(import('@aws-sdk/client-eventbridge'), 'EventBridgeClient'),
  'client-lambda': () => client(import('@aws-sdk/client-lambda'), 'LambdaClient'),
  'client-macie2': () => client(import('@aws-sdk/client-macie2'), 'Macie2Client'),
  'client-rds': () => client(import('@aws-sdk/client-rds'), 'RDSClient'),
  'client-s3': () => client(import('@aws-sdk/client-s3'), 'S3Client'),
  'client-scheduler': () => client(import('@aws-sdk/client-scheduler'), 'SchedulerClient'),
  'client-secrets-manager': () => client(import('@aws-sdk/client-secrets-manager'), 'SecretsManagerClient'),
  'client-securityhub': () => client(import('@aws-sdk/client-securityhub'), 'SecurityHubClient'),
  'client-sfn': () => client(import('@aws-sdk/client-sfn'), 'SFNClient'),
  'client-sns': () => client(import('@aws-sdk/client-sns'), 'SNSClient'),
  'client-sqs': () => client(import('@aws-sdk/client-sqs'), 'SQSClient'),
  'client-sts': () => client(import('@aws-sdk/client-sts'), 'STSClient'),
  'client-cloudwatch-logs': () => client(import('@aws-sdk/client-cloudwatch-logs'), 'CloudWatchLogsClient'),
  'client-codebuild': () => client(import('@aws-sdk/client-codebuild'), 'CodeBuildClient'),
  'client-ecr': () => client(import('@aws-sdk/client-ecr'), 'ECRClient'),
  'client-efs': () => client(import('@aws-sdk/client-efs'), 'EFSClient'),
  'client-emr': () => client(import('@aws-sdk/client-emr'), 'EMRClient'),
  'client-glue': () => client(import('@aws-sdk/client-glue'), 'GlueClient'),
  'client-iam': () => client(import('@aws-sdk/client-iam'), 'IAMClient'),
  'client-kms': () => client(import('@aws-sdk/client-kms'), 'KMSClient'),
  'client-opensearch': () => client(import('@aws-sdk/client-opensearch'), 'OpenSearchClient'),
  'client-ssm': () => client(import('@aws-sdk/client-ssm'), 'SSMClient'),
} as const;

export type ClientPackage = keyof typeof CLIENTS;

const isOn = (name: string): boolean => process.env[name]?.toLowerCase() === 'true';

/** Where a client of the SDK finds its service in a region, by its own rules; path style and without an account's name. */
export const hostOf = async (name: ClientPackage, region: string): Promise<string> => {
  const { url } = new (await CLIENTS[name]())({ region }).config.endpointProvider({
    Region: region,
    UseFIPS: isOn('AWS_USE_FIPS_ENDPOINT'),
    UseDualStack: isOn('AWS_USE_DUALSTACK_ENDPOINT'),
    AccountIdEndpointMode: 'disabled',
  });
  return url.hostname;
};
