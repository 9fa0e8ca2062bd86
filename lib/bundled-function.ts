import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Fn, RemovalPolicy, Stage } from 'aws-cdk-lib';
import {
  Effect,
  PolicyDocument,
  PolicyStatement,
  Role,
  Policy as RolePolicy,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/base/policy.ts';
import type { Permission } from '../lambdas/core/base/resource-type.ts';
import { BUILD, NOTICES } from './bundle/bundle.ts';
import { egressEnvironment, egressFiles, egressPermissions, joinNetwork } from './egress.ts';

export interface BundledFunctionProps {
  /** The folder of `lambdas/` that holds the handler. */
  readonly name: string;
  readonly description: string;
  readonly policy: Policy;
  readonly environment: Readonly<Record<string, string>>;
  /** MB, 256 where nothing is said. */
  readonly memory?: number;
  /** A minute where nothing is said. */
  readonly timeout?: Duration;
  /** Files to ship beside the bundle, by their names in the function's folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the function may do, beside writing its log. */
  readonly permissions: readonly Permission[];
  /** What it may not do, whatever else says so. */
  readonly denied?: readonly Permission[];
  /** What only this very function may do with the role: whoever lends the role to another one cannot. */
  readonly bound?: readonly Permission[];
}

/** Pseudo-variables become CloudFormation's; tokens and plain ARNs stay as they are. */
const substitute = (text: string): string => (text.includes('${AWS::') ? Fn.sub(text) : text);

const statement = ({ actions, resources, conditions = {} }: Permission, effect: Effect): PolicyStatement =>
  new PolicyStatement({
    effect,
    actions: [...actions],
    resources: resources.map(substitute),
    conditions: Object.fromEntries(
      Object.entries(conditions).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, substitute(value)])),
      ]),
    ),
  });

/** The bundle with the policy beside it, inside the cloud assembly: the asset's hash changes with either. */
const codeOf = (scope: Construct, { name, policy, files = {} }: BundledFunctionProps): Code => {
  const bundle = join(BUILD, name, 'index.mjs');
  if (!existsSync(bundle))
    throw new Error(
      `The function ${name} is not bundled: run node --import tsx bin/bundle.ts, as cdk does by itself.`,
    );
  const assembly = Stage.of(scope)?.assetOutdir ?? 'cdk.out';
  const folder = join(assembly, 'functions', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(bundle, join(folder, 'index.mjs'));
  cpSync(join(BUILD, name, NOTICES), join(folder, NOTICES));
  const { egress, ...judged } = policy;
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(judged));
  for (const [file, path] of Object.entries({ ...files, ...egressFiles(egress) }))
    cpSync(path, join(folder, file));
  return Code.fromAsset(folder);
};

/**
 * A function made of a bundle in `build/`, with a log and a role of its own. The role is written here as a whole:
 * whatever CDK would like to grant later is ignored.
 */
export class BundledFunction extends Construct {
  readonly fn: LambdaFunction;
  readonly role: Role;
  /** The rights that are bound to the function; it must not be woken before it has them. */
  readonly rights: RolePolicy | undefined;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { name, description, environment, permissions, denied = [] } = props;
    const { egress } = props.policy;
    // A month is enough to look into an incident; what was done, and why, is in the ledger for 400 days.
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const log = {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    };
    this.role = new Role(this, 'Role', {
      description,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Permissions: new PolicyDocument({
          statements: [
            ...[log, ...permissions, ...egressPermissions(egress)].map((each) =>
              statement(each, Effect.ALLOW),
            ),
            ...denied.map((each) => statement(each, Effect.DENY)),
          ],
        }),
      },
    });
    this.fn = new LambdaFunction(this, 'Function', {
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: codeOf(this, props),
      memorySize: props.memory ?? 256,
      timeout: props.timeout ?? Duration.minutes(1),
      role: this.role.withoutPolicyUpdates(),
      logGroup,
      environment: {
        POWERTOOLS_SERVICE_NAME: `drawbridge-${name}`,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        ...environment,
        ...egressEnvironment(egress),
      },
    });
    if (egress) joinNetwork(this, this.fn, this.role, egress);
    this.rights = props.bound?.length ? this.bind(props.bound) : undefined;
  }

  /**
   * Apart from the role, since it names the function, and the function names the role.
   * https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
   */
  private bind(bound: readonly Permission[]): RolePolicy {
    const only = { ArnEquals: { 'lambda:SourceFunctionArn': this.fn.functionArn } };
    return new RolePolicy(this, 'Rights', {
      roles: [this.role],
      statements: bound.map((permission) => {
        const bounded = statement(permission, Effect.ALLOW);
        bounded.addConditions(only);
        return bounded;
      }),
    });
  }
}
