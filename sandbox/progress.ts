import { style } from './table.ts';

export interface Progress {
  /** Ends the step before, and shows what is being done now. */
  step(text: string): void;
  /** Ends the last step. */
  done(): void;
  /** Marks the last step as the one that failed. */
  failed(): void;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** One line a step with the time it took; on a terminal the running one is alive. */
export const createProgress = (): Progress => {
  const { stdout } = process;
  let current: { readonly text: string; readonly since: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const line = (mark: string) =>
    current ? `${mark} ${current.text} ${style('dim', seconds(current.since))}` : '';
  const draw = () => {
    const frame = FRAMES[Math.floor(Date.now() / 80) % FRAMES.length] ?? '';
    stdout.write(`\r\x1b[2K${line(style('cyan', frame))}`);
  };
  const end = (mark: string) => {
    clearInterval(timer);
    if (current) stdout.write(`${stdout.isTTY ? '\r\x1b[2K' : ''}${line(mark)}\n`);
    current = undefined;
  };
  return {
    step(text) {
      end(style('green', '✓'));
      current = { text, since: Date.now() };
      if (stdout.isTTY) timer = setInterval(draw, 80);
    },
    done: () => end(style('green', '✓')),
    failed: () => end(style('red', '✗')),
  };
};
