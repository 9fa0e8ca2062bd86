import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** `https://sqs.eu-west-1.amazonaws.com/111122223333/orders` */
const URL_PARTS = /^https?:\/\/[^/]+\/(\d{12})\/([^/]+)$/;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-logging-using-cloudtrail.html */
export const SQS_QUEUE: Door = {
  name: 'sqs-queue',
  noun: 'an SQS queue',
  asffType: 'AwsSqsQueue',
  service: 'sqs',
  path: '',
  names: /^[A-Za-z0-9_-]{1,80}(\.fifo)?$/,
  template: {
    id: 'sqs-queue-with-public-permissions',
    title: 'SQS Queue with Public Permissions',
    why: 'Anyone can read the messages of a public queue, take them away, or send what its readers trust.',
    severity: 'HIGH',
    controls: ['SQS.3'],
    since: '0.2',
  },
  words: wordsOf('sqs:'),
  calls: {
    CreateQueue: { wakes: 'opens' },
    SetQueueAttributes: { wakes: 'both' },
    AddPermission: { wakes: 'opens' },
    RemovePermission: { wakes: 'closes' },
    DeleteQueue: { wakes: 'closes', deletes: true },
    TagQueue: { wakes: 'both' },
    UntagQueue: { wakes: 'both' },
  },
  at: ['requestParameters.queueUrl', 'responseElements.queueUrl'],
  shows: ['requestParameters.attributes.Policy'],
  nameIn: (url, account) => {
    const [, owner, name] = URL_PARTS.exec(url) ?? [];
    return account === undefined || owner === account ? name : undefined;
  },
  read: ['GetQueueAttributes', 'GetQueueUrl', 'ListQueueTags'],
  fix: ['SetQueueAttributes'],
  list: ['ListQueues'],
};
