import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

export const snsTopic: MakePolicyDoor = async (config, name) => {
  const sns = new SNSClient(config);
  const { TopicArn: arn = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
  return {
    template: 'sns-topic-with-public-permissions',
    resource: name,
    arn,
    action: 'sns:Publish',
    service: 'sns',
    fixing: 'SetTopicAttributes',
    put: (document) =>
      sns.send(
        new SetTopicAttributesCommand({
          TopicArn: arn,
          AttributeName: 'Policy',
          AttributeValue: JSON.stringify(document),
        }),
      ),
    get: async () =>
      parsed((await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }))).Attributes?.['Policy']),
    delete: () => sns.send(new DeleteTopicCommand({ TopicArn: arn })),
  };
};
