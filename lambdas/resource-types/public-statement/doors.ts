import type { Door } from '../../core/statements/door.ts';
import { SQS_QUEUE } from './doors/sqs-queue.ts';

/** Every service whose resource policies are judged here. */
export const DOORS: readonly Door[] = [SQS_QUEUE];
