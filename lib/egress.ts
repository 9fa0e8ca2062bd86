import { join } from 'node:path';
import { Fn } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role, Policy as RolePolicy } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ENDPOINT_HOSTS } from '../lambdas/core/base/endpoint-hosts.ts';
import type { EgressSettings } from '../lambdas/core/base/policy.ts';
import type { Permission } from '../lambdas/core/base/resource-type.ts';
import { BUILD, NOTICES, PROXY_SECRET } from './bundle/bundle.ts';

const AUTHORITIES = 'corporate-ca.pem';
const PRELOAD = 'proxy-secret.mjs';
/** Where Lambda puts a function's files. */
const FOLDER = '/var/task';

/** Where Lambda asks for credentials and metadata; nobody else is there. */
const LINK_LOCAL = ['169.254.169.254', '169.254.170.2'];

/** What Lambda does with the role to put a function into a VPC: AWSLambdaVPCAccessExecutionRole. */
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** The hosts of the endpoints that are there, by their exact names: these do not go through the proxy. */
const besideProxy = ({ endpoints = [] }: EgressSettings): string =>
  [
    ...endpoints.map((name) => `${ENDPOINT_HOSTS[name] ?? name}.\${AWS::Region}.\${AWS::URLSuffix}`),
    ...LINK_LOCAL,
  ].join(',');

/** What a function needs in its environment to go by the proxy, and to believe the company's authority. */
export const egressEnvironment = (egress: EgressSettings | undefined): Readonly<Record<string, string>> => {
  if (!egress) return {};
  const { proxy, proxySecret, caBundle } = egress;
  return {
    ...((proxy || proxySecret) && { NO_PROXY: Fn.sub(besideProxy(egress)) }),
    ...(proxy && { HTTPS_PROXY: proxy }),
    ...(proxySecret && { PROXY_SECRET: proxySecret, NODE_OPTIONS: `--import ${FOLDER}/${PRELOAD}` }),
    // Node reads it when the process starts, and adds it to the public roots.
    ...(caBundle && { NODE_EXTRA_CA_CERTS: `${FOLDER}/${AUTHORITIES}` }),
  };
};

/** What ships beside a function's bundle. */
export const egressFiles = (egress: EgressSettings | undefined): Readonly<Record<string, string>> => ({
  ...(egress?.caBundle && { [AUTHORITIES]: egress.caBundle }),
  ...(egress?.proxySecret && {
    [PRELOAD]: join(BUILD, PROXY_SECRET, 'index.mjs'),
    [`proxy-secret-${NOTICES}`]: join(BUILD, PROXY_SECRET, NOTICES),
  }),
});

const secretArn = (name: string): string =>
  name.startsWith('arn:')
    ? name
    : `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}-??????`;

/** What Lambda does with the role, and reading the one secret. */
export const egressPermissions = (egress: EgressSettings | undefined): readonly Permission[] => [
  ...(egress ? [{ actions: NETWORK_ACTIONS, resources: ['*'] }] : []),
  ...(egress?.proxySecret
    ? [{ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn(egress.proxySecret)] }]
    : []),
];

/**
 * Puts a function into the VPC. Lambda uses the rights to do so, and the function's own code may not.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice
 */
export const joinNetwork = (
  scope: Construct,
  fn: LambdaFunction,
  role: Role,
  { subnets, securityGroup }: EgressSettings,
): void => {
  const resource = fn.node.defaultChild;
  if (!(resource instanceof CfnFunction)) throw new Error('CDK has made no function.');
  resource.vpcConfig = { subnetIds: [...subnets], securityGroupIds: [securityGroup] };
  const denied = new PolicyStatement({ effect: Effect.DENY, actions: NETWORK_ACTIONS, resources: ['*'] });
  denied.addCondition('ArnEquals', { 'lambda:SourceFunctionArn': fn.functionArn });
  new RolePolicy(scope, 'Network', { roles: [role], statements: [denied] });
};
