import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit.ts';

const isAttended = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

const question = async (text: string): Promise<string> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(text)).trim();
  } finally {
    terminal.close();
  }
};

/** Asks on a terminal; elsewhere nobody could answer, so that a UsageError names the option. */
export const confirm = async (text: string): Promise<boolean> => {
  if (!isAttended()) throw new UsageError('Nobody is there to ask. Say --yes to go on without asking.');
  return /^y(es)?$/i.test(await question(`${text} [y/N] `));
};

const MOST_LETTERS = 500;

/** The reason as one line; asked for on a terminal where none is given. */
export const reasonFor = async (given: string | undefined, text: string): Promise<string> => {
  const asked = given ?? (isAttended() ? await question(`${text} `) : '');
  const reason = asked.replaceAll(/\s+/g, ' ').trim();
  if (reason === '') throw new UsageError('Say why: --reason "…". It goes into the finding and the ledger.');
  if (reason.length > MOST_LETTERS)
    throw new UsageError(
      `The reason has ${reason.length} letters, more than ${MOST_LETTERS}. Say it shorter.`,
    );
  return reason;
};
