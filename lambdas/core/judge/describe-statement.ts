import { own } from '../base/json.ts';
import type { StatementPart } from './statement-parts.ts';

/** A line of a finding. */
const MAX_LENGTH = 250;

/** As much as one line of a finding holds. */
export const short = (text: string): string =>
  text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;

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

/** `statement 2 "PublicRead": Allow s3:GetObject to *`, however long. */
export const describeStatement = ({
  statement: text,
  position,
}: Pick<StatementPart, 'statement' | 'position'>): string => {
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
