import {
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { tagsOf } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls, Target } from '../../../core/statements/door.ts';
import { DEFAULT_SID } from '../doors/sns-topic.ts';

/** A topic keeps a policy always: its owner may do everything, as with a new one. */
const defaultPolicy = ({ arn, place }: Target) => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: DEFAULT_SID,
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [
        'SNS:GetTopicAttributes',
        'SNS:SetTopicAttributes',
        'SNS:AddPermission',
        'SNS:RemovePermission',
        'SNS:DeleteTopic',
        'SNS:Subscribe',
        'SNS:ListSubscriptionsByTopic',
        'SNS:Publish',
      ],
      Resource: arn,
      Condition: { StringEquals: { 'AWS:SourceOwner': place.account } },
    },
  ],
});

export const snsTopic = (connection: Connection): DoorCalls => {
  const sns = new SNSClient(awsHttp(connection));
  const write = ({ arn }: Target, AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'Policy', AttributeValue }));
  return {
    read: async ({ arn }) => {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
      return { text: Attributes?.['Policy'] };
    },
    write,
    remove: (target) => write(target, JSON.stringify(defaultPolicy(target))),
    list: async (NextToken) => {
      const page = await sns.send(new ListTopicsCommand({ NextToken }));
      const names = (page.Topics ?? []).flatMap(({ TopicArn }) => TopicArn?.split(':').at(-1) ?? []);
      return { names, next: page.NextToken };
    },
    tags: async ({ arn }) =>
      tagsOf((await sns.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags),
  };
};
