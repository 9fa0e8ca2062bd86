const AFTER_MS = 1000;

/** Counts on a terminal, once it takes longer than a second. */
export const counter = (
  what: string,
  noun: string,
): { readonly count: (items: number) => void; readonly end: () => void } => {
  const start = Date.now();
  let shown = false;
  return {
    count: (items) => {
      if (!process.stderr.isTTY || Date.now() - start < AFTER_MS) return;
      process.stderr.write(`\r${what}: ${items} ${noun}`);
      shown = true;
    },
    end: () => {
      if (shown) process.stderr.write('\n');
    },
  };
};
