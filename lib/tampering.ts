import { Aws, Validations } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

const OURS = `${Aws.STACK_NAME}-`;

/** A name or an ARN of ours, as either may stand in a call. */
const named = (kind: string): readonly object[] => [{ prefix: OURS }, { wildcard: `*:${kind}${OURS}*` }];

/** Calls that silence Drawbridge. Lambda writes the version of its API behind the names. */
const CALLS = [
  { eventName: ['DisableRule', 'DeleteRule'], requestParameters: { name: named('rule/') } },
  { eventName: ['RemoveTargets'], requestParameters: { rule: named('rule/') } },
  {
    eventName: [
      { prefix: 'PutFunctionConcurrency' },
      { prefix: 'DeleteFunction' },
      { prefix: 'UpdateFunctionCode' },
      { prefix: 'UpdateFunctionConfiguration' },
    ],
    requestParameters: { functionName: named('function:') },
  },
  { eventName: ['DeleteSchedule', 'UpdateSchedule'], requestParameters: { name: named('schedule/*') } },
  { eventName: ['DeleteTopic'], requestParameters: { topicArn: named('') } },
  {
    eventName: ['DeleteStateMachine', 'UpdateStateMachine'],
    requestParameters: { stateMachineArn: named('stateMachine:') },
  },
  { eventName: ['DeleteTable'], requestParameters: { tableName: named('table/') } },
  {
    eventName: [
      'AttachRolePolicy',
      'DeleteRole',
      'DeleteRolePolicy',
      'DetachRolePolicy',
      'PutRolePermissionsBoundary',
      'PutRolePolicy',
      'UpdateAssumeRolePolicy',
    ],
    requestParameters: { roleName: named('role/') },
  },
] as const;

/**
 * Tells of calls that would silence Drawbridge, without any of its own code: an EventBridge rule straight to a topic.
 * CloudFormation's own calls are left out. IAM's events come in us-east-1 only, so changes to roles are told by the
 * deployment there.
 */
export class Tampering extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Drawbridge tampering', enforceSSL: true });
    const reason =
      "EventBridge may not publish with AWS's own key for SNS; the text names a call, a caller and a time.";
    Validations.of(this.topic).acknowledge(
      { id: 'AwsSolutions-SNS2', reason },
      { id: 'AwsSolutions-SNS3', reason: 'The topic policy asks for TLS.' },
    );
    const detail = EventField.fromPath;
    new Rule(this, 'Calls', {
      description: 'Drawbridge: somebody has called what would silence it',
      eventPattern: {
        account: [Aws.ACCOUNT_ID],
        source: [
          'aws.events',
          'aws.lambda',
          'aws.scheduler',
          'aws.sns',
          'aws.states',
          'aws.dynamodb',
          'aws.iam',
        ],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          sourceIPAddress: [{ 'anything-but': 'cloudformation.amazonaws.com' }],
          $or: CALLS,
        },
      },
      targets: [
        new SnsTopic(this.topic, {
          message: RuleTargetInput.fromText(
            `Somebody has changed Drawbridge itself (stack ${Aws.STACK_NAME}, ${Aws.REGION}, account ${Aws.ACCOUNT_ID}).\n` +
              `${detail('$.detail.eventName')} by ${detail('$.detail.userIdentity.arn')} at ${detail('$.detail.eventTime')}, ` +
              `from ${detail('$.detail.sourceIPAddress')}; CloudTrail event ${detail('$.detail.eventID')}.\n` +
              'If nobody was to do this, run npx cdk deploy, then npx --no -- drawbridge sweep: what was open meanwhile has not been closed.',
          ),
        }),
      ],
    });
  }
}
