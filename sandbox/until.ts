import { setTimeout as sleep } from 'node:timers/promises';

/** Generous: machines differ, and what is waited for comes within a second where nothing else runs. */
const PATIENCE_MS = 60_000;

/**
 * Asks again and again until there is an answer.
 * @param what named in the error when there is none in time
 * @param ask answers undefined or false while it is not so yet
 */
export const until = async <Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
  { patienceMs = PATIENCE_MS, everyMs = 10 } = {},
): Promise<Answer> => {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`Waited ${patienceMs / 1000} seconds in vain: ${what}.`);
    await sleep(everyMs);
  }
};
