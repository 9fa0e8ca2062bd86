import type { Door } from '../../core/statements/door.ts';
import { ECR_REPOSITORY } from './doors/ecr-repository.ts';
import { EVENT_BUS } from './doors/event-bus.ts';
import { LOGS_POLICY } from './doors/logs-policy.ts';
import { SECRET } from './doors/secret.ts';
import { SNS_TOPIC } from './doors/sns-topic.ts';
import { SQS_QUEUE } from './doors/sqs-queue.ts';

/** Messages, code and what signs in. */
export const DOORS: readonly Door[] = [ECR_REPOSITORY, EVENT_BUS, LOGS_POLICY, SECRET, SNS_TOPIC, SQS_QUEUE];
