import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { DEFAULT_POLICY } from '../../lambdas/core/base/policy.ts';
import { CATALOGUE } from '../../lib/catalogue.ts';
import { resources, synth } from './synth.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Actions for which the Service Authorization Reference lists no resource type. */
const WITHOUT_RESOURCE = new Set([
  'cloudtrail:DescribeTrails',
  'dynamodb:ListStreams',
  'ec2:DescribeImages',
  'ec2:EnableImageBlockPublicAccess',
  'ec2:EnableSnapshotBlockPublicAccess',
  'ec2:GetImageBlockPublicAccessState',
  'ec2:GetSnapshotBlockPublicAccessState',
  'elasticmapreduce:GetBlockPublicAccessConfiguration',
  'elasticmapreduce:PutBlockPublicAccessConfiguration',
  'dynamodb:ListTables',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSnapshots',
  'ec2:DescribeVpcEndpointServiceConfigurations',
  's3:GetAccountPublicAccessBlock',
  's3:ListAllMyBuckets',
  'ssm:ListDocuments',
  'es:ListDomainNames',
  'events:ListEventBuses',
  'logs:DeleteResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:PutResourcePolicy',
  's3:GetAccountPublicAccessBlock',
  's3:ListAllMyBuckets',
  'secretsmanager:ListSecrets',
  'sns:ListTopics',
  'sqs:ListQueues',
]);

/** CloudFormation's functions as `${Name.Arn}`, so that a pattern or a statement can be read. */
const readable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const {
    Ref: name,
    'Fn::Sub': text,
    'Fn::GetAtt': attribute,
    'Fn::Join': joined,
  } = value as Record<string, unknown>;
  if (typeof name === 'string') return `\${${name}}`;
  if (typeof text === 'string') return text;
  if (Array.isArray(attribute)) return `\${${attribute.join('.')}}`;
  if (Array.isArray(joined)) return (readable(joined[1]) as string[]).join(joined[0] as string);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
};

const inWords = (value: unknown): string => stringify(readable(value), { lineWidth: 0 });

/** A file for each, named without the hash of its path: what a new resource type adds is two short files. */
const shown = (folder: string, id: string): string =>
  `__snapshots__/${folder}/${id
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()}.yaml`;

const template = synth();
const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeadLettersQueue'), 'Arn'] };

describe('fixers', () => {
  test('are woken by one rule on the default bus for each resource type', () => {
    const rules = resources(template, 'AWS::Events::Rule').filter(({ id }) => !/^(Sweep|Tampering)/.test(id));
    expect(rules).toHaveLength(CATALOGUE.length);
    for (const { Properties } of rules) expect(Properties).not.toHaveProperty('EventBusName');
  });

  test('are woken as their declarations say', async () => {
    for (const { id, Properties } of resources(template, 'AWS::Events::Rule'))
      await expect(inWords(Properties['EventPattern'])).toMatchFileSnapshot(shown('rules', id));
  });

  test.each(CATALOGUE)('of kind $kind.name leave what no function takes to the dead letters', ({ kind }) => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: kind.sources },
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: queue },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        }),
      ],
    });
  });

  test('can be invoked by their rule and by nobody else', () => {
    const permissions = resources(template, 'AWS::Lambda::Permission');
    expect(permissions.map(({ Properties }) => Properties)).toEqual(
      CATALOGUE.map(() => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: expect.anything(),
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/Changed/), 'Arn'] },
      })),
    );
  });

  test('are tried again twice within six hours, then the event goes to the dead letters', () => {
    template.allResourcesProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', CATALOGUE.length);
  });
});

describe('every function', () => {
  test('runs on arm64 with Node 24, small, and for a minute at most', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 60,
      ReservedConcurrentExecutions: Match.absent(),
    });
    // The fixers, the publisher, what begins and ends a sweep, and what waits for exceptions to end.
    template.resourceCountIs('AWS::Lambda::Function', CATALOGUE.length + 3);
  });

  test('finds its own name in its environment', () => {
    template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          POWERTOOLS_SERVICE_NAME: Match.stringLikeRegexp('^drawbridge-'),
          POWERTOOLS_LOG_LEVEL: 'INFO',
        }),
      },
    });
  });

  test('writes to a log of its own that is kept for a month', () => {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    const logs = resources(template, 'AWS::Lambda::Function').map(
      ({ Properties }) => (Properties['LoggingConfig'] as { LogGroup: { Ref: string } }).LogGroup.Ref,
    );
    expect(logs.sort()).toEqual(
      resources(template, 'AWS::Logs::LogGroup')
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('is deployed anew when the policy changes, and not otherwise', () => {
    const keys = (of: Template) =>
      resources(of, 'AWS::Lambda::Function').map(
        ({ Properties }) => (Properties['Code'] as { S3Key: string }).S3Key,
      );
    const changed = keys(synth({ policy: { ...DEFAULT_POLICY, mode: 'notify' } }));
    expect(keys(synth())).toEqual(keys(template));
    for (const [i, key] of keys(template).entries()) expect(changed[i]).not.toBe(key);
  });
});

describe('the publisher', () => {
  test('is woken by the entries of the ledger that are finished, without delay', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LedgerTable'), 'StreamArn'] },
      FilterCriteria: {
        Filters: [
          {
            Pattern: Match.serializedJson({
              dynamodb: { NewImage: { state: { S: ['CLOSED', 'REFUSED'] } } },
            }),
          },
        ],
      },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
    });
  });

  test('gets back only what failed, for six hours, then leaves it to the dead letters', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10_000,
      MaximumRecordAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
  });

  test('knows the topic', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ TOPIC_ARN: { Ref: Match.stringLikeRegexp('^FindingsTopic') } }),
      },
    });
  });
});

/** Rights that name the function whose role has them come apart from the role. */
const apart = (id: string) =>
  resources(template, 'AWS::IAM::Policy').flatMap(({ Properties }) => {
    const { PolicyDocument, Roles } = Properties as {
      PolicyDocument: { Statement: Statement[] };
      Roles: { Ref: string }[];
    };
    return Roles.some(({ Ref }) => Ref === id) ? [{ PolicyDocument }] : [];
  });

const roles = resources(template, 'AWS::IAM::Role').map(({ id, Properties }) => {
  const inline = (Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
  const policies = [...inline, ...apart(id)];
  return {
    id,
    properties: Properties,
    statements: policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
  };
});

describe('the roles', () => {
  test('are all that grants anything', () => {
    for (const { Properties } of resources(template, 'AWS::IAM::ManagedPolicy'))
      for (const owner of ['Roles', 'Users', 'Groups']) expect(Properties).not.toHaveProperty(owner);
    for (const { properties } of roles) expect(properties).not.toHaveProperty('ManagedPolicyArns');
  });

  test('of functions can be assumed by Lambda only', () => {
    for (const { properties } of roles.filter(
      ({ id }) => !/^(Sweep(MachineRole|Starter)|(Publisher|ExceptionEnds)WakeRole)/.test(id),
    ))
      expect(properties['AssumeRolePolicyDocument']).toMatchObject({
        Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      });
  });

  test('name every action in full', () => {
    for (const { statements } of roles)
      for (const { Action } of statements)
        for (const action of [Action].flat()) expect(action).not.toContain('*');
  });

  test('say `*` only where AWS takes no resource', () => {
    const everywhere = roles
      .flatMap(({ statements }) => statements)
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => Action);
    expect(everywhere.filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
    expect(everywhere.length).toBeGreaterThan(0);
  });

  test('that fix are bound to the very function that they are for', () => {
    for (const { kind } of CATALOGUE) {
      const pascal = kind.name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
      const role = roles.find(({ id }) => id.startsWith(`${pascal}FixerRole`));
      const fixing = (role?.statements ?? []).filter(({ Action }) =>
        [Action].flat().some((action) => kind.fix.some(({ actions }) => actions.includes(action))),
      );
      expect(fixing.length).toBeGreaterThan(0);
      for (const { Condition } of fixing)
        expect(Condition).toMatchObject({
          ArnEquals: {
            'lambda:SourceFunctionArn': {
              'Fn::GetAtt': [expect.stringMatching(`^${pascal}FixerFunction`), 'Arn'],
            },
          },
        });
    }
  });

  test('neither open anything nor touch identities', () => {
    // A schedule needs a role to call with, and this one can do nothing else.
    for (const { statements } of roles)
      expect(JSON.stringify(statements).replaceAll(/"iam:Pass(Role|edToService)"/g, '')).not.toMatch(
        /"(iam:|sts:|ec2:(Authorize|Create|Delete|Modify(?!(SnapshotAttribute|ImageAttribute|VpcEndpointServicePermissions)"))|iam:)/,
      );
  });

  test('grant what the snapshot shows, statement by statement', async () => {
    for (const { id, statements } of roles)
      await expect(inWords(statements)).toMatchFileSnapshot(shown('roles', id));
  });
});
