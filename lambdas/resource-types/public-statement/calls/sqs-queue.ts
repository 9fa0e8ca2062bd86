import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls, Target } from '../../../core/statements/door.ts';

export const sqsQueue = (connection: Connection): DoorCalls => {
  const sqs = new SQSClient(awsHttp(connection));
  /** The SDK goes to whatever host the URL names, so SQS is asked for it. */
  const queue = async ({ name, place }: Target) => {
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: place.account }),
    );
    return { QueueUrl };
  };
  const write = async (target: Target, Policy: string) =>
    sqs.send(new SetQueueAttributesCommand({ ...(await queue(target)), Attributes: { Policy } }));
  return {
    read: async (target) => {
      const request = { ...(await queue(target)), AttributeNames: ['Policy' as const] };
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand(request));
      return { text: Attributes?.['Policy'] };
    },
    write,
    // An empty text removes the policy: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    remove: (target) => write(target, ''),
    list: async (NextToken) => {
      const page = await sqs.send(new ListQueuesCommand({ NextToken, MaxResults: 1000 }));
      return {
        names: (page.QueueUrls ?? []).map((url) => url.slice(url.lastIndexOf('/') + 1)),
        next: page.NextToken,
      };
    },
    tags: async (target) => (await sqs.send(new ListQueueTagsCommand(await queue(target)))).Tags ?? {},
  };
};
