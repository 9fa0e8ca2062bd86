import { setTimeout as pause } from 'node:timers/promises';
import { parse } from '@aws-sdk/util-arn-parser';
import type { Context } from 'aws-lambda';
import { own } from '../core/base/json.ts';
import type { Clock } from '../core/base/ports.ts';
import type { Place } from '../core/base/resource-type.ts';
import { VERSION } from './version.ts';

/** A variable of the function's environment. Throws where there is none. */
export const environment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`The function's environment has no ${name}. Deploy the stack again.`);
  return value;
};

/** The function's own ARN says where it runs: arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME. */
export const placeOf = ({ invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>): Place => {
  const { partition, region, accountId: account } = parse(invokedFunctionArn);
  return { partition, account, region };
};

/** The time left, less what is kept back for the last write, as epoch milliseconds. */
export const deadlineOf = (context: Pick<Context, 'getRemainingTimeInMillis'>, reserveMs: number): number =>
  Date.now() + context.getRemainingTimeInMillis() - reserveMs;

export const CLOCK: Clock = { now: Date.now, sleep: (milliseconds) => pause(milliseconds) };

/** `{ ping }` asks whether the function is there, and gets its version; undefined for everything else. */
export const pong = (payload: unknown): { readonly version: string } | undefined =>
  own(payload, 'ping') ? { version: VERSION } : undefined;
