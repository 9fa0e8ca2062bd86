import { Worker } from 'node:worker_threads';

/** Rules in YARA's language under a name of their own, which is an identifier of YARA. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A rule that holds for some data. */
export interface Hit {
  /** The name of its source. */
  readonly source: string;
  readonly rule: string;
  /** Where its patterns are, in bytes; none where its condition needs none. */
  readonly matches: readonly { readonly offset: number; readonly length: number }[];
}

/** A source that is left out, and why. */
export interface Refused {
  readonly name: string;
  readonly why: string;
}

/** The data take longer to look at than they may, or take the engine down. */
export class ScanError extends Error {
  override readonly name = 'ScanError';
}

export interface Yara {
  readonly refused: readonly Refused[];
  /** Of one pattern no more matches than `most` are told. Throws a ScanError, after which the next call is as good as any. */
  scan(data: Uint8Array): Promise<readonly Hit[]>;
  close(): Promise<void>;
}

export interface Limits {
  /** Milliseconds for one look. */
  readonly scanMs: number;
  /** Milliseconds for one source. */
  readonly compileMs: number;
  /** Matches of one pattern in one look. */
  readonly most: number;
}

const LIMITS: Limits = { scanMs: 5000, compileMs: 20_000, most: 2000 };
/** To start the engine, however busy the machine. */
const START_MS = 60_000;

const ENGINE = new URL('./yara-worker.mjs', import.meta.url);

type Task =
  | { readonly what: 'check'; readonly source: Source }
  | { readonly what: 'load'; readonly sources: readonly Source[]; readonly most: number }
  | { readonly what: 'scan'; readonly data: Uint8Array };

type Answer = { readonly done: unknown } | { readonly failed: string; readonly broken: boolean };

interface Thread {
  ask(task: Task, ms: number): Promise<Answer>;
  end(): Promise<void>;
}

/** The next answer of a thread, or why there will be none. */
const answer = (worker: Worker, ms: number): Promise<Answer> =>
  new Promise((resolve) => {
    const timer = setTimeout(
      () => finish({ failed: `it takes longer than ${ms / 1000} s`, broken: true }),
      ms,
    );
    const onError = (error: Error): void => finish({ failed: error.message, broken: true });
    const onExit = (): void => finish({ failed: 'the engine has ended', broken: true });
    const finish = (result: Answer): void => {
      clearTimeout(timer);
      worker.off('message', finish).off('error', onError).off('exit', onExit);
      resolve(result);
    };
    worker.on('message', finish).on('error', onError).on('exit', onExit);
  });

const startThread = async (): Promise<Thread> => {
  const worker = new Worker(ENGINE, { execArgv: [] });
  const started = await answer(worker, START_MS);
  if ('failed' in started) throw new Error(`YARA-X does not start: ${started.failed}`);
  return {
    ask: (task, ms) => {
      const next = answer(worker, ms);
      worker.postMessage(task);
      return next;
    },
    end: async () => {
      await worker.terminate();
    },
  };
};

/** A thread that is there whenever it is asked, and a new one after it had to be ended. */
const lastingThread = (begin: (thread: Thread) => Promise<void>) => {
  let thread: Thread | undefined;
  const end = async (): Promise<void> => {
    const old = thread;
    thread = undefined;
    await old?.end();
  };
  const ask = async (task: Task, ms: number): Promise<Answer> => {
    if (!thread) {
      thread = await startThread();
      await begin(thread);
    }
    const result = await thread.ask(task, ms);
    if ('failed' in result && result.broken) await end();
    return result;
  };
  return { ask, end };
};

/** The sources that compile, each by itself and in time, and why the others do not. */
const checked = async (sources: readonly Source[], { compileMs }: Limits) => {
  const thread = lastingThread(async () => {});
  const good: Source[] = [];
  const refused: Refused[] = [];
  for (const source of sources) {
    const result = await thread.ask({ what: 'check', source }, compileMs);
    if ('failed' in result) refused.push({ name: source.name, why: result.failed });
    else good.push(source);
  }
  await thread.end();
  return { good, refused };
};

/** One look after another: the thread answers in turn. */
const inTurn = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => {});
    return next;
  };
};

/**
 * YARA-X, in a thread that is ended when a look takes too long. Sources of whose compiling nobody is sure are tried
 * first, and those that fail are left out. Throws where `trusted` do not compile.
 */
export const openYara = async (
  trusted: readonly Source[],
  others: readonly Source[] = [],
  limits: Limits = LIMITS,
): Promise<Yara> => {
  const { good, refused } = await checked(others, limits);
  const sources = [...trusted, ...good];
  const thread = lastingThread(async (started) => {
    const loaded = await started.ask(
      { what: 'load', sources, most: limits.most },
      limits.compileMs * (1 + good.length),
    );
    if ('failed' in loaded) throw new Error(`the rules do not compile: ${loaded.failed}`);
  });
  const turn = inTurn();
  return {
    refused,
    scan: (data) =>
      turn(async () => {
        const result = await thread.ask({ what: 'scan', data }, limits.scanMs);
        if ('failed' in result) throw new ScanError(result.failed);
        return result.done as readonly Hit[];
      }),
    close: () => turn(thread.end),
  };
};
