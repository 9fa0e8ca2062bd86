import { dnsSuffix } from '../../lambdas/core/base/partition.ts';
import { type Policy, scanningTemplates } from '../../lambdas/core/base/policy.ts';
import { PUBLISHERS } from '../../lambdas/workloads-data/publishers.ts';
import { type ClientPackage, hostOf } from './aws-hosts.ts';

/** Who needs a host. */
export type User = 'deployment' | 'functions' | 'command line' | 'sign-in';

/** A host that is needed, by its exact name, port 443. */
export interface Endpoint {
  readonly host: string;
  readonly for: readonly User[];
  /** What it is, for people. */
  readonly why: string;
}

/** The clients that are bundled into each function, by the function's folder. */
export const FUNCTION_CLIENTS: Readonly<Record<string, readonly ClientPackage[]>> = {
  'account-block': ['client-dynamodb', 'client-ec2', 'client-emr', 'client-s3', 'client-ssm'],
  ami: ['client-dynamodb', 'client-ec2'],
  'codebuild-project': ['client-codebuild', 'client-dynamodb'],
  'ebs-snapshot': ['client-dynamodb', 'client-ec2'],
  'exception-ends': ['client-scheduler'],
  'iam-role': ['client-dynamodb', 'client-iam'],
  'kms-key': ['client-dynamodb', 'client-kms'],
  'public-data-statement': ['client-dynamodb', 'client-efs', 'client-glue', 'client-opensearch'],
  'public-statement': [
    'client-cloudwatch-logs',
    'client-dynamodb',
    'client-ecr',
    'client-eventbridge',
    'client-lambda',
    'client-secrets-manager',
    'client-sns',
    'client-sqs',
  ],
  publisher: [
    'client-dynamodb',
    'client-eventbridge',
    'client-scheduler',
    'client-securityhub',
    'client-sfn',
    'client-sns',
    'client-sqs',
  ],
  'rds-snapshot': ['client-dynamodb', 'client-rds'],
  's3-bucket': ['client-dynamodb', 'client-s3'],
  's3-scan': ['client-cloudwatch', 'client-dynamodb', 'client-macie2'],
  'security-group': ['client-dynamodb', 'client-ec2'],
  'ssm-document': ['client-dynamodb', 'client-ssm'],
  sweep: [
    'client-cloudtrail',
    'client-dynamodb',
    'client-dynamodb-streams',
    'client-lambda',
    'client-sfn',
    'client-sqs',
  ],
  'vpc-endpoint-service': ['client-dynamodb', 'client-ec2'],
  workloads: ['client-dynamodb', 'client-ec2', 'client-s3', 'client-sfn'],
  'workloads-data': ['client-s3'],
  'workloads-scan': ['client-dynamodb', 'client-ebs', 'client-s3'],
};

/** The clients that the command line makes. */
export const COMMAND_LINE_CLIENTS: readonly ClientPackage[] = [
  'client-cloudformation',
  'client-cloudtrail',
  'client-cloudwatch',
  'client-cloudwatch-logs',
  'client-codebuild',
  'client-dynamodb',
  'client-ec2',
  'client-ecr',
  'client-efs',
  'client-emr',
  'client-eventbridge',
  'client-glue',
  'client-iam',
  'client-kms',
  'client-lambda',
  'client-opensearch',
  'client-rds',
  'client-s3',
  'client-scheduler',
  'client-secrets-manager',
  'client-securityhub',
  'client-sfn',
  'client-sns',
  'client-sqs',
  'client-ssm',
  'client-sts',
];

/** What `cdk deploy` asks, beside the bucket of its assets. */
const DEPLOYMENT_CLIENTS: readonly ClientPackage[] = ['client-cloudformation', 'client-sts'];

/** What reads the proxy's URL from a secret before a function starts. */
export const PRELOAD_CLIENTS: readonly ClientPackage[] = ['client-secrets-manager'];

/** Whether a function is there with this policy. */
const isDeployed = (name: string, policy: Policy): boolean => {
  if (name.startsWith('workloads')) return policy.workloads !== undefined;
  return name !== 's3-scan' || scanningTemplates(policy).length > 0;
};

export interface Wanted {
  readonly region: string;
  /** Where it is not known, hosts that bear it in their names are told apart. */
  readonly account?: string | undefined;
  readonly policy: Policy;
  /** The region of IAM Identity Center, where the profile signs in by it. */
  readonly signIn?: string | undefined;
}

type Row = readonly [host: string, user: User, why: string];

/** Hosts of an account's own, that no rule of the SDK knows. `account` may stand for whichever. */
const ofAccount = (region: string, account: string): readonly Row[] => {
  const suffix = dnsSuffix(region);
  const settings = `${account}.s3-control.${region}.${suffix}`;
  return [
    [settings, 'functions', 'S3 settings of the account'],
    [settings, 'command line', 'S3 settings of the account'],
    [
      `cdk-hnb659fds-assets-${account}-${region}.s3.${region}.${suffix}`,
      'deployment',
      'the bucket of CDK assets',
    ],
  ];
};

const advisoryHosts = ({ workloads }: Policy): readonly Row[] => {
  if (!workloads) return [];
  const urls = workloads.mirror === undefined ? PUBLISHERS : [workloads.mirror];
  return urls.map((url) => [new URL(url).hostname, 'functions', 'advisories']);
};

const signInHosts = (region: string | undefined): readonly Row[] =>
  region === undefined
    ? []
    : ['portal.sso', 'oidc'].map((name) => [
        `${name}.${region}.${dnsSuffix(region)}`,
        'sign-in',
        'IAM Identity Center, by which the profile signs in',
      ]);

const ofClients = (region: string, user: User, clients: readonly ClientPackage[]): Promise<readonly Row[]> =>
  Promise.all(
    clients.map(
      async (name): Promise<Row> => [await hostOf(name, region), user, name.replace('client-', '')],
    ),
  );

const merged = (rows: readonly Row[]): readonly Endpoint[] => {
  const found = new Map<string, { users: Set<User>; why: string }>();
  for (const [host, user, why] of rows) {
    const known = found.get(host) ?? { users: new Set<User>(), why };
    known.users.add(user);
    found.set(host, known);
  }
  return [...found]
    .map(([host, { users, why }]) => ({ host, for: [...users], why }))
    .sort((one, other) => one.host.localeCompare(other.host, 'en'));
};

/** The hosts with the account's id in their names, for a message where that is not known. */
export const accountHosts = (region: string): readonly string[] => [
  ...new Set(ofAccount(region, '<account>').map(([host]) => host)),
];

/**
 * The exact hosts that deployment, functions and command line need, port 443, in the order of the alphabet. Behind a proxy
 * S3 is asked path style and DynamoDB without the account's name, so that none depends on a bucket. Without an account those
 * of `accountHosts` are missing.
 */
export const endpointsOf = async ({
  region,
  account,
  policy,
  signIn,
}: Wanted): Promise<readonly Endpoint[]> => {
  const functions = Object.entries(FUNCTION_CLIENTS)
    .filter(([name]) => isDeployed(name, policy))
    .flatMap(([, clients]) => clients)
    .concat(policy.egress?.proxySecret ? PRELOAD_CLIENTS : []);
  const rows = await Promise.all([
    ofClients(region, 'deployment', DEPLOYMENT_CLIENTS),
    ofClients(region, 'functions', [...new Set(functions)]),
    ofClients(region, 'command line', COMMAND_LINE_CLIENTS),
  ]);
  return merged([
    ...rows.flat(),
    [`ssm.${region}.${dnsSuffix(region)}`, 'deployment', 'the version of the CDK bootstrap'],
    ['cli.cdk.dev-tools.aws.dev', 'deployment', 'notices of the CDK command line; not with --no-notices'],
    ...(account === undefined ? [] : ofAccount(region, account)),
    ...advisoryHosts(policy),
    ...signInHosts(signIn),
  ]);
};
