import { own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import type { Answer } from './http.ts';
import { lowerFirst } from './query.ts';

const lowered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [lowerFirst(key), lowered(inner)]));
};

const parsed = (body: Buffer): unknown => {
  try {
    return lowered(JSON.parse(body.toString() || 'null'));
  } catch {
    return null;
  }
};

/** The members of a JSON request as CloudTrail writes them: with a small first letter. */
export const jsonRequest = ({ request }: Call): unknown => parsed(request.body);

/** An answer without members has no elements. */
export const jsonResponse = ({ body }: Answer): unknown => {
  const elements = parsed(body);
  return typeof elements === 'object' && elements !== null && Object.keys(elements).length > 0
    ? elements
    : null;
};

/** Code and message of a refusal. */
export const jsonError = (body: Buffer): { readonly code: string; readonly message: string } => {
  const error = parsed(body);
  const text = (key: string): string => {
    const value = own(error, key);
    return typeof value === 'string' ? value : '';
  };
  return { code: text('__type').split('#').at(-1) ?? '', message: text('message') };
};
