import { classify, errorCode, message } from '../core/base/errors.ts';
import type { Outcome } from '../core/workloads/window.ts';
import { ImageError } from '../workloads/disks/image-error.ts';
import { NoDiskError } from '../workloads/disks/volumes.ts';
import type { Ready, State } from '../workloads/state.ts';
import { bookUnreadable, type Scanner, scanInstance } from './scan-instance.ts';

/** https://docs.aws.amazon.com/ebs/latest/userguide/error-retries.html */
const CODES = { gone: ['ResourceNotFoundException'], permanent: ['ServiceQuotaExceeded'] };

const MOST_WORDS = 300;

/** Why it needs no other try, or a person; undefined where it is worth one. */
const failure = (error: unknown, { last }: Ready): string | undefined => {
  if (error instanceof ImageError || error instanceof NoDiskError) return error.message;
  const what = classify(error, CODES);
  if (what === 'gone') return 'its snapshot was deleted while it was read';
  if (what === 'transient' && !last) return undefined;
  const words = message(error);
  const help =
    /kms/i.test(words) || /^AccessDenied/.test(errorCode(error))
      ? '. Let the role of the function that scans use the key of the volume: kms:Decrypt in the policy of the key'
      : '';
  return `it cannot be scanned. ${words}`.slice(0, MOST_WORDS) + help;
};

interface Done {
  readonly outcome?: Outcome;
  readonly lacking: readonly string[];
}

const scanOne = async (
  scanner: Scanner,
  ready: Ready,
  log: (text: string, fields: Readonly<Record<string, unknown>>) => void,
): Promise<Done> => {
  const { instance } = ready;
  try {
    const lacking = await scanInstance(scanner, ready);
    log('scanned', { instance, lacking });
    return { outcome: { instance }, lacking };
  } catch (error) {
    const failed = failure(error, ready);
    log('not scanned', { instance, failed: failed ?? 'yet', reason: message(error) });
    if (failed === undefined) return { lacking: [] };
    await bookUnreadable(scanner, ready, failed);
    return { outcome: { instance, failed }, lacking: [] };
  }
};

/** Scans whose snapshots are there; who is left out of the outcomes is tried once more. */
export const scanReady = async (
  scanner: Scanner,
  { ready, lacks }: State,
  log: (text: string, fields: Readonly<Record<string, unknown>>) => void,
): Promise<Pick<State, 'outcomes' | 'lacks'>> => {
  const done = await Promise.all(ready.map((each) => scanOne(scanner, each, log)));
  return {
    outcomes: done.flatMap(({ outcome }) => outcome ?? []),
    lacks: lacks || done.some(({ lacking }) => lacking.length > 0),
  };
};
