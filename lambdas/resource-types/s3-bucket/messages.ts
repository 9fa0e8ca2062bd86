import { own } from '../../core/base/json.ts';
import type { BucketPart } from './model.ts';

/** A line of a finding. */
const MAX_LENGTH = 250;

const join = (value: unknown): string =>
  (Array.isArray(value) ? value : [value])
    .map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item)))
    .join(', ');

const element = (statement: unknown, name: string): string => {
  const value = own(statement, name);
  if (value !== undefined) return join(value);
  const other = own(statement, `Not${name}`);
  return other === undefined ? 'nothing' : `all but ${join(other)}`;
};

const describeStatement = (text: string, position: number): string => {
  const statement: unknown = JSON.parse(text);
  const sid = own(statement, 'Sid');
  const condition = own(statement, 'Condition');
  return [
    `statement ${position + 1}`,
    ...(typeof sid === 'string' && sid !== '' ? [` "${sid.slice(0, 64)}"`] : []),
    `: ${join(own(statement, 'Effect'))} ${element(statement, 'Action')} to ${element(statement, 'Principal')}`,
    ...(condition === undefined ? [] : [` if ${JSON.stringify(condition)}`]),
  ].join('');
};

/** One line for people: `READ to AllUsers`, `statement 2 "PublicRead": Allow s3:GetObject to *`. */
export const describe = (part: BucketPart): string => {
  if (part.kind === 'encryption') return 'no default encryption';
  const text =
    part.kind === 'grant'
      ? `${part.permission} to ${part.grantee.split('/').at(-1)}`
      : describeStatement(part.statement, part.position);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
};
