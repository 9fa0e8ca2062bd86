import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-logging-monitoring.html */
export const EVENT_BUS: Door = {
  name: 'event-bus',
  noun: 'an event bus',
  asffType: 'AwsEventsEventbus',
  service: 'events',
  path: 'event-bus/',
  names: /^[A-Za-z0-9._/-]{1,256}$/,
  template: {
    id: 'event-bus-with-public-permissions',
    title: 'Event Bus with Public Permissions',
    why: 'Anyone can put events on a public bus, and so start whatever its rules start.',
    severity: 'MEDIUM',
    controls: ['EventBridge.3'],
    since: '0.2',
  },
  words: wordsOf('events:', { open: /^events:/ }),
  calls: {
    PutPermission: { wakes: 'both' },
    RemovePermission: { wakes: 'closes' },
    DeleteEventBus: { wakes: 'closes', deletes: true },
    TagResource: { wakes: 'both' },
    UntagResource: { wakes: 'both' },
  },
  at: [
    'requestParameters.eventBusName',
    'requestParameters.name',
    'requestParameters.resourceARN',
    'requestParameters.resourceArn',
  ],
  shows: ['requestParameters.policy'],
  unnamed: 'default',
  read: ['DescribeEventBus', 'ListTagsForResource'],
  fix: ['PutPermission', 'RemovePermission'],
  list: ['ListEventBuses'],
};
