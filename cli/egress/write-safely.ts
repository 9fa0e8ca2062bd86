import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../exit.ts';

/** Folders that an agent guards against everybody, administrators included, by the name of the vendor. */
const GUARDED =
  /^(netskope|stagent|zscaler|palo ?alto ?networks|globalprotect|forcepoint|crowdstrike|sentinel ?(one|labs)|sophos|trellix)( .*)?$/i;

/** The folder of a vendor that a path leads into, on whatever system it was written for. */
export const guardedFolder = (path: string): string | undefined =>
  path.split(/[\\/]/).find((part, i, parts) => i < parts.length - 1 && GUARDED.test(part));

const refuse = (path: string, why: string, what: string): never => {
  throw new UsageError(`${path} is not written: ${why}. ${what}`);
};

const STICKY = 0o1000;
const OTHERS = 0o022;

/** Whoever may write a folder may replace what is in it; modes say nothing on Windows. */
const writableByOthers = (folder: string, isAncestor: boolean): boolean => {
  const { mode, uid } = statSync(folder);
  const own = process.getuid?.() ?? uid;
  if (uid !== own && uid !== 0) return true;
  return (mode & OTHERS) !== 0 && !(isAncestor && (mode & STICKY) !== 0);
};

const checkFolders = (path: string, folder: string): void => {
  if (process.platform === 'win32') return;
  for (let each = folder; ; each = dirname(each)) {
    if (writableByOthers(each, each !== folder))
      refuse(
        path,
        `others may write the folder ${each}, and so put another bundle in its place`,
        each === folder
          ? `Take the right away (chmod go-w '${each}'), or name another folder.`
          : 'Name another folder.',
      );
    if (each === dirname(each)) return;
  }
};

const kindOf = (path: string): 'nothing' | 'link' | 'file' | 'other' => {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'nothing';
  if (found.isSymbolicLink()) return 'link';
  return found.isFile() ? 'file' : 'other';
};

/** Checks a place for a bundle, and makes its folder. Throws a UsageError that says why it is none. */
const safePlace = (given: string): string => {
  const path = resolve(given);
  const guarded = guardedFolder(given) ?? guardedFolder(path);
  if (guarded)
    refuse(
      given,
      `${guarded} is a folder that the vendor's agent protects, and clears`,
      'Name another folder, or leave --output out.',
    );
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const folder = realpathSync(dirname(path));
  if (guardedFolder(join(folder, 'x')))
    refuse(given, `its folder is ${folder}, which the vendor's agent protects`, 'Name another folder.');
  const kind = kindOf(path);
  if (kind === 'link') refuse(given, 'it is a symbolic link', `Name the file itself: ${resolveLink(path)}`);
  if (kind === 'other') refuse(given, 'it is no file', 'Name a file.');
  checkFolders(given, folder);
  return join(folder, basename(path));
};

const resolveLink = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return 'it leads nowhere';
  }
};

/**
 * Writes a file that whole processes will trust: atomically, readable by all, in a folder where nobody else can write,
 * through no link and not in a folder that a vendor's agent guards. Throws a UsageError where that cannot be.
 */
export const writeSafely = (given: string, text: string): string => {
  const path = safePlace(given);
  const unfinished = `${path}.${process.pid}`;
  try {
    const file = openSync(unfinished, 'wx', 0o644);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    return refuse(
      given,
      error instanceof Error ? error.message : String(error),
      'Name a folder that you may write.',
    );
  }
  return path;
};
