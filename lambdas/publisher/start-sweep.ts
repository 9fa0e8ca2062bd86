import { createHash } from 'node:crypto';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { errorCode } from '../core/base/errors.ts';
import type { Publisher } from './publish.ts';

/** 80 characters at most, and no other signs than these. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const nameOf = (kind: string, eventId: string): string =>
  `${kind}-${createHash('sha256').update(eventId).digest('hex').slice(0, 32)}`;

/** Starts a sweep over one resource type, once for each event. */
export const createStartSweep =
  (client: SFNClient, machine: string): Publisher['startSweep'] =>
  async ({ kind, eventId }) => {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn: machine,
          name: nameOf(kind, eventId),
          input: JSON.stringify({ kinds: [kind] }),
        }),
      );
    } catch (error) {
      if (errorCode(error) !== 'ExecutionAlreadyExists') throw error;
    }
  };
