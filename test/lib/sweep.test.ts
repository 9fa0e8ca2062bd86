import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../lambdas/core/base/policy.ts';
import { CATALOGUE } from '../../lib/catalogue.ts';
import { sweepPattern } from '../../lib/derive.ts';
import { resources, synth } from './synth.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: true;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, string>> };
  readonly Output?: string;
  readonly Retry?: readonly object[];
  readonly Catch?: readonly {
    readonly ErrorEquals: string[];
    readonly Next: string;
    readonly Output: string;
  }[];
}

interface Definition {
  readonly QueryLanguage: string;
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: Readonly<Record<string, State>>;
}

/** The definition with the logical ids of the functions in place of their ARNs. */
const definitionOf = (template: Template): Definition => {
  const [machine] = resources(template, 'AWS::StepFunctions::StateMachine');
  const definition = machine?.Properties['DefinitionString'] as
    | { 'Fn::Join': [string, unknown[]] }
    | undefined;
  const [, parts = []] = definition?.['Fn::Join'] ?? [];
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    const { 'Fn::GetAtt': get, Ref: ref = '' } = part as { 'Fn::GetAtt'?: string[]; Ref?: string };
    return get?.[0] ?? ref;
  });
  return JSON.parse(text.join('')) as Definition;
};

const template = synth();
const { States, ...machine } = definitionOf(template);
const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeadLettersQueue'), 'Arn'] };
const withSweep = (sweep: Partial<Policy['sweep']>) =>
  synth({ policy: { ...DEFAULT_POLICY, sweep: { ...DEFAULT_POLICY.sweep, ...sweep } } });

const rulesOf = (of: Template) =>
  resources(of, 'AWS::Events::Rule').filter(({ id }) => id.startsWith('Sweep'));

describe('the state machine', () => {
  test('begins, takes one step after the other, and ends', () => {
    expect(machine).toMatchObject({ QueryLanguage: 'JSONata', StartAt: 'Begin', TimeoutSeconds: 12 * 3600 });
    expect(States['Begin']).toMatchObject({ Type: 'Task', Next: 'Next step' });
    expect(States['Next step']).toMatchObject({ Type: 'Choice', Default: 'End' });
    expect(States['End']).toMatchObject({ Type: 'Task', End: true });
    expect(Object.keys(States)).toHaveLength(3 + CATALOGUE.length);
  });

  test.each(CATALOGUE)(
    'hands the steps for $kind.name to its fixer, and takes back what is left',
    ({ kind }) => {
      const name = `Judge: ${kind.name}`;
      expect(States['Next step']?.Choices).toContainEqual(
        expect.objectContaining({
          Condition: `{% $states.input.queue[0].kind = '${kind.name}' %}`,
          Next: name,
        }),
      );
      expect(States[name]).toMatchObject({
        Next: 'Next step',
        Arguments: { Payload: { sweep: '{% $states.input %}' } },
        Output: '{% $states.result.Payload %}',
      });
      const pascal = kind.name.replaceAll('-', '');
      expect(States[name]?.Arguments?.FunctionName.toLowerCase()).toContain(`${pascal}fixer`);
    },
  );

  test('has patience with functions that fail', () => {
    for (const state of Object.values(States).filter(({ Type }) => Type === 'Task'))
      expect(state.Retry?.at(-1)).toMatchObject({
        ErrorEquals: ['States.ALL'],
        MaxAttempts: 4,
        JitterStrategy: 'FULL',
      });
  });

  test('waits for the sweep that is on its way, for as long as one may take', () => {
    expect(States['Begin']?.Retry?.[0]).toMatchObject({
      ErrorEquals: ['SweepUnderWay'],
      IntervalSeconds: 15,
      BackoffRate: 1,
      MaxAttempts: 2880,
    });
  });

  test('goes on with the next resource type when one fails for good', () => {
    for (const { kind } of CATALOGUE)
      expect(States[`Judge: ${kind.name}`]?.Catch).toEqual([
        expect.objectContaining({ ErrorEquals: ['States.ALL'], Next: 'Next step' }),
      ]);
  });

  test('may call its functions and nothing else', () => {
    const [role] = resources(template, 'AWS::IAM::Role').filter(({ id }) =>
      id.startsWith('SweepMachineRole'),
    );
    const called = Object.values(States).flatMap((state) => state.Arguments?.FunctionName ?? []);
    expect(role?.Properties['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Principal: { Service: 'states.amazonaws.com' } }],
    });
    expect(role?.Properties['Policies']).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            {
              Action: 'lambda:InvokeFunction',
              Resource: [...new Set(called)].sort().map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
            },
          ],
        },
      },
    ]);
  });
});

test('the sweep knows the publisher, which it may call', () => {
  const publisher = { 'Fn::GetAtt': [Match.stringLikeRegexp('^PublisherFunction'), 'Arn'] };
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ PUBLISHER_ARN: publisher }) },
  });
  template.hasResourceProperties('AWS::IAM::Role', {
    Policies: [
      {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Action: 'lambda:InvokeFunction',
              Resource: Match.arrayWith([publisher]),
            }),
          ]),
        },
      },
    ],
  });
});

test('there is no sweep where every template is off', () => {
  const off = synth({ policy: { ...DEFAULT_POLICY, mode: 'off' } });
  off.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  off.resourceCountIs('AWS::Scheduler::Schedule', 0);
});

describe('a sweep is started', () => {
  test.for([
    [1, 'rate(1 hour)'],
    [6, 'rate(6 hours)'],
    [24, 'rate(1 day)'],
    [48, 'rate(2 days)'],
    [30, 'rate(30 hours)'],
  ] as const)('every %i hours', ([everyHours, ScheduleExpression]) => {
    withSweep({ everyHours }).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: { DeadLetterConfig: { Arn: queue } },
    });
  });

  test('by no schedule when the policy says off, but by the deployment', () => {
    const off = withSweep({ everyHours: 0 });
    off.resourceCountIs('AWS::Scheduler::Schedule', 0);
    off.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { 'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] } } },
    });
  });

  test('when this stack has changed, and no other', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudformation'],
        'detail-type': ['CloudFormation Stack Status Change'],
        detail: { 'stack-id': [{ Ref: 'AWS::StackId' }], 'status-details': { status: ['UPDATE_COMPLETE'] } },
      },
    });
  });

  test('by calls that touch every resource of a type, which wake no fixer', () => {
    for (const { kind } of CATALOGUE) {
      const pattern = sweepPattern(kind);
      const names = pattern?.detail.eventName ?? [];
      const own = kind.name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
      const fixer = resources(template, 'AWS::Events::Rule').filter(({ id }) =>
        id.startsWith(`${own}Changed`),
      );
      expect(fixer).toHaveLength(1);
      for (const name of names) expect(JSON.stringify(fixer)).not.toContain(name);
      if (pattern)
        template.hasResourceProperties('AWS::Events::Rule', {
          EventPattern: { source: kind.sources, detail: { eventName: names } },
          Targets: [Match.objectLike({ Input: JSON.stringify({ kinds: [kind.name] }) })],
        });
    }
  });

  test('by the publisher, for what a fixer hands over', () => {
    const name = { 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '-sweep']] };
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', { StateMachineName: name });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          SWEEP_MACHINE_ARN: {
            'Fn::Sub':
              'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AWS::StackName}-sweep',
          },
        }),
      },
    });
  });

  test('or what should have started it goes to the dead letters', () => {
    const rules = rulesOf(template);
    expect(rules.length).toBeGreaterThanOrEqual(2);
    for (const { Properties } of rules)
      expect(Properties['Targets']).toMatchObject([
        { DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLettersQueue/), 'Arn'] } } },
      ]);
  });

  test('by this account only', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: Match.stringLikeRegexp('start the sweep'),
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: ['events.amazonaws.com', 'scheduler.amazonaws.com'] },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });
});
