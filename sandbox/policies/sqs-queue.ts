import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

export const sqsQueue: MakePolicyDoor = async (config, name) => {
  const sqs = new SQSClient(config);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const attributes = async () =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
  const { QueueArn: arn = '' } = await attributes();
  return {
    template: 'sqs-queue-with-public-permissions',
    resource: name,
    arn,
    action: 'sqs:SendMessage',
    service: 'sqs',
    fixing: 'SetQueueAttributes',
    put: (document) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: JSON.stringify(document) } })),
    get: async () => parsed((await attributes())['Policy']),
    delete: () => sqs.send(new DeleteQueueCommand({ QueueUrl })),
  };
};
