import { own } from '../base/json.ts';
import type { Exception } from './exceptions.ts';

/** How long a person's approval holds: long enough for the event of the call that goes with it. */
export const APPROVAL_MS = 10 * 60_000;

/**
 * A person's word that one reported finding is to be closed now. It lies beside the exceptions, allows nothing by itself,
 * and lets the function book what that person's own call has closed as a remediation.
 */
export interface Approval extends Pick<Exception, 'resource' | 'id' | 'until' | 'grantedBy' | 'grantedAt'> {
  /** The template whose finding is approved. */
  readonly approves: string;
  /** Keys of the parts that are to go. */
  readonly keys: readonly string[];
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** Is this item of the table an approval, valid or not? It is no exception then. */
export const isApproval = (item: unknown): boolean => own(item, 'approves') !== undefined;

/** The approvals that hold for a resource now; whatever is malformed, too long or about another one is none. */
export const approvalsIn = (
  items: readonly unknown[],
  { resource, now }: { readonly resource: string; readonly now: number },
): readonly Approval[] =>
  (items.filter(isApproval) as Approval[]).filter(
    ({ resource: about, approves, keys, until, grantedBy, grantedAt }) =>
      about === resource &&
      typeof approves === 'string' &&
      typeof grantedBy === 'string' &&
      isTexts(keys) &&
      Date.parse(until) > now &&
      Date.parse(until) - Date.parse(grantedAt) <= APPROVAL_MS,
  );
