import type { Connection } from '../../adapters/connect.ts';
import type { StatementPart } from '../../core/judge/statement-parts.ts';
import type { Subject, Undoing } from '../../core/ledger/undo.ts';
import { undoBehind } from '../../core/statements/undo.ts';
import { ERRORS } from './errors.ts';
import { openDoors } from './open-doors.ts';

/** The statements come back to the policy. */
export const undo = (subject: Subject, connection: Connection = {}): Undoing<StatementPart> =>
  undoBehind(openDoors(connection), ERRORS, subject);
