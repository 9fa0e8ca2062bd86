import { own } from '../../../core/base/json.ts';
import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** What SNS gives to every new topic: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
export const DEFAULT_SID = '__default_statement_ID';

/** https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html */
export const SNS_TOPIC: Door = {
  name: 'sns-topic',
  noun: 'an SNS topic',
  asffType: 'AwsSnsTopic',
  service: 'sns',
  path: '',
  names: /^[A-Za-z0-9_-]{1,256}(\.fifo)?$/,
  template: {
    id: 'sns-topic-with-public-permissions',
    title: 'SNS Topic with Public Permissions',
    why: 'Anyone can read what is published to a public topic, or publish what its subscribers trust.',
    severity: 'HIGH',
    controls: ['SNS.4'],
    since: '0.2',
  },
  words: wordsOf('sns:', { open: /^sns:protocol$/ }),
  calls: {
    CreateTopic: { wakes: 'opens' },
    SetTopicAttributes: { wakes: 'both' },
    AddPermission: { wakes: 'opens' },
    RemovePermission: { wakes: 'closes' },
    DeleteTopic: { wakes: 'closes', deletes: true },
    TagResource: { wakes: 'both' },
    UntagResource: { wakes: 'both' },
  },
  at: ['requestParameters.topicArn', 'responseElements.topicArn', 'requestParameters.resourceArn'],
  shows: ['requestParameters.attributeValue', 'requestParameters.attributes.Policy'],
  read: ['GetTopicAttributes', 'ListTagsForResource'],
  fix: ['SetTopicAttributes'],
  list: ['ListTopics'],
  isStandIn: (statement) => own(statement, 'Sid') === DEFAULT_SID,
};
