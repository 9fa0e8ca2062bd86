import { own } from '../lambdas/core/base/json.ts';
import {
  type Bounds,
  type Exception,
  endOf,
  isStop,
  judgeException,
  judgeStop,
  type Stop,
} from '../lambdas/core/exclusions/exceptions.ts';

/** An item of the table that allows nothing, and why. */
interface Ignored {
  readonly resource: string;
  readonly id: string;
  readonly why: string;
}

/** The table of exceptions as the functions judge it. */
export interface Allowed {
  /** Well-formed ones, those that are over too. */
  readonly exceptions: readonly Exception[];
  readonly ignored: readonly Ignored[];
  /** The emergency stop, while it is in force. */
  readonly stop?: Stop;
}

const textAt = (item: unknown, key: string): string => {
  const value = own(item, key);
  return typeof value === 'string' ? value : 'not known';
};

/** Sorts the items of the table, which anybody who may write it has written as he liked. */
export const allowedBy = (items: readonly unknown[], bounds: Bounds): Allowed => {
  const exceptions: Exception[] = [];
  const ignored: Ignored[] = [];
  let stop: Stop | undefined;
  for (const item of items) {
    const judged = isStop(item) ? judgeStop(item, bounds) : judgeException(item, bounds);
    if ('why' in judged)
      ignored.push({ resource: textAt(item, 'resource'), id: textAt(item, 'id'), why: judged.why });
    else if (!isStop(item)) exceptions.push(item as Exception);
    else if ('holds' in judged) stop = judged.holds as Stop;
  }
  return { exceptions, ignored, ...(stop && { stop }) };
};

/** An end that cannot be told is over, as it is for the functions. */
export const inForce = ({ until }: Pick<Exception, 'until'>, now: number): boolean => endOf(until) > now;

/** Is this the exception that a finding's reason names? */
export const isNamedIn = ({ id }: Exception, reason: string): boolean => reason.includes(`Exception ${id}: `);
