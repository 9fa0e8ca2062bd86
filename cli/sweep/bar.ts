const AFTER_MS = 1000;
const EVERY_MS = 100;
const WIDTH = 24;

/** A bar on a terminal, for what takes longer than a second; nothing at all elsewhere. */
export interface Bar {
  /** How much of the whole is done, and what to say beside it. */
  readonly show: (done: number, whole: number, text: string) => void;
  readonly end: () => void;
}

export const progressBar = (
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
): Bar => {
  const start = now();
  let last = 0;
  const isVisible = () => stream.isTTY === true;
  return {
    show: (done, whole, text) => {
      if (!isVisible() || now() - start < AFTER_MS || now() - last < EVERY_MS) return;
      last = now();
      const full = Math.round((WIDTH * done) / Math.max(whole, 1));
      const line = `[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${text}`;
      stream.write(`\r${line.slice(0, (stream.columns ?? 80) - 1)}\u001b[K`);
    },
    end: () => {
      if (last > 0) stream.write('\r\u001b[K');
    },
  };
};
