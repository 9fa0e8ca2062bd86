import { own } from '../base/json.ts';
import { deadIn } from './principals.ts';

/** `AIDACKCEVSQ6C2EXAMPLE in statement 2 "left-over"`. */
export const deadWords = (statement: unknown, position: number): readonly string[] => {
  const sid = own(statement, 'Sid');
  const name = typeof sid === 'string' && sid !== '' ? ` ${JSON.stringify(sid.slice(0, 64))}` : '';
  return deadIn(statement).map((id) => `${id} in statement ${position + 1}${name}`);
};

/** What had to go beside what was asked for: ids of deleted principals, and how many statements for nobody else. */
export interface Dead {
  readonly ids: string[];
  statements: number;
}
