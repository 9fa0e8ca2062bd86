import type { Doors } from '../../adapters/doors.ts';
import { ecrRepository } from './calls/ecr-repository.ts';
import { eventBus } from './calls/event-bus.ts';
import { logsPolicy } from './calls/logs-policy.ts';
import { secret } from './calls/secret.ts';
import { snsTopic } from './calls/sns-topic.ts';
import { sqsQueue } from './calls/sqs-queue.ts';
import { DOORS } from './doors.ts';
import { ERRORS } from './errors.ts';

export const BEHIND: Doors = {
  doors: DOORS,
  calls: {
    'ecr-repository': ecrRepository,
    'event-bus': eventBus,
    'logs-policy': logsPolicy,
    secret,
    'sns-topic': snsTopic,
    'sqs-queue': sqsQueue,
  },
  errors: ERRORS,
};
