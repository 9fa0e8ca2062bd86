import type { Connection } from '../../adapters/connect.ts';
import type { OpenDoor } from '../../core/statements/open-doors.ts';
import { sqsQueue } from './calls/sqs-queue.ts';
import { SQS_QUEUE } from './doors/sqs-queue.ts';

/** Every door with the calls behind it; makes the clients. */
export const openDoors = (connection: Connection): readonly OpenDoor[] => [
  { ...SQS_QUEUE, via: sqsQueue(connection) },
];
