import { MIB } from '../disks/bytes.ts';

const HEAD = 8192;
/** Larger texts are logs and data. */
export const MOST_TEXT = MIB;

/** Whether a file is text: programs, archives and databases have zeros at their beginning. */
export const isText = (data: Buffer): boolean => data.length > 0 && !data.subarray(0, HEAD).includes(0);

/** What no text has as its ending. */
const BINARY =
  /\.(7z|a|avi|bmp|bz2|class|dat|db|deb|dll|dylib|exe|gif|gz|ico|jar|jpe?g|ko|lz4|mkv|mo|mov|mp[34]|node|o|otf|pdf|png|pyc|pyo|rlib|rpm|so(\.\d+)*|sqlite3?|tar|tgz|ttf|war|wasm|webp|woff2?|xz|zip|zst)$/i;

export const mayBeText = (path: string): boolean => !BINARY.test(path);
