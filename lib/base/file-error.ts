/** Turns what the system says of files into one sentence that says what to do. */

import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { WirebookError } from './error.ts';

export interface FileErrorContext {
  /** The file, where the error does not name it: a failed write(2) has no path. */
  readonly path?: string;
}

/** The message of each code. `what` is such as "Cannot write /home/ada/graded". */
const advice: Readonly<Record<string, (what: string, path: string) => string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: (what) =>
    `${what}: that file system is read-only; copy the course to a folder of your own, and run the same command there`,
  EACCES: denied,
  EPERM: denied,
  EFBIG: (what) =>
    `${what}: this shell limits the size of files ('ulimit -f'); run the same command in a shell without that limit`,
  EMFILE: (what) =>
    `${what}: this shell allows too few open files; run 'ulimit -n 1024', then the same command again`,
  ENFILE: (what) =>
    `${what}: this machine has too many files open; close some programs, then run the same command again`,
  EIO: (what) =>
    `${what}: the disk reports an error; copy your notebooks to another disk, and see 'dmesg'`,
  ENAMETOOLONG: (what) => `${what}: the name is too long; choose a shorter one`,
  ENOTDIR: (what) => `${what}: a part of this path is a file, not a folder; choose another path`,
  ENOENT: (what) => `${what}: there is no such file; look at its name`,
  EISDIR: (what) => `${what}: it is a folder; name a file`,
  EEXIST: (what) => `${what}: a file has this name already; choose another, or move the file away`,
};

/** The purpose of a system call, in plain words. */
const purposes: Readonly<Record<string, string>> = {
  access: 'read',
  open: 'open',
  read: 'read',
  scandir: 'read',
  stat: 'read',
  lstat: 'read',
  mkdtemp: 'make a folder like',
  mkdir: 'make the folder',
  rm: 'remove',
  rmdir: 'remove',
  unlink: 'remove',
};

/** The error for the person at the terminal, or undefined where it is none of the machine's doing. */
export function explainFileError(
  error: unknown,
  { path }: FileErrorContext = {},
): WirebookError | undefined {
  const { syscall = '', cause, ...rest } = Object(error) as NodeJS.ErrnoException;
  const where = path ?? rest.path;
  const code = syscall === 'mkdir' ? codeOfMkdir(rest) : (rest.code ?? '');
  if (code === 'ENOENT' && syscall === 'uv_cwd') return gone(error);
  if (code === 'ENOENT' && syscall === 'mkdtemp') return noTemporaryFolder(where ?? '', error);
  // A program that is not there is for its caller to tell.
  const say = syscall.startsWith('spawn') && code === 'ENOENT' ? undefined : advice[code];
  // The error of the file may be the cause of another error.
  if (say === undefined) return cause === undefined ? undefined : explainFileError(cause);
  const verb = path === undefined ? purposeOf(syscall) : 'write';
  const what = where === undefined ? `Cannot ${verb}` : `Cannot ${verb} ${where}`;
  return new WirebookError(say(what, where ?? ''), { cause: error });
}

function purposeOf(syscall: string): string {
  return syscall.startsWith('spawn') ? 'start' : (purposes[syscall] ?? 'write');
}

/** To make folders one in another fails with ENOENT in Node where Linux says EROFS. */
function codeOfMkdir({ code = '', path = '' }: NodeJS.ErrnoException): string {
  if (code !== 'ENOENT') return code;
  let folder = resolve(path);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return code;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? code;
  }
}

function full(what: string): string {
  return `${what}: no space left on the disk; free some ('df -h' shows which disk is full), then run the same command again`;
}

function denied(what: string, path: string): string {
  const look = path === '' ? '' : ` ('ls -ld ${quoted(nearest(path))}' shows whose it is)`;
  return `${what}: no permission${look}; get it from its owner, or choose another folder`;
}

/** The path, or the nearest folder above it that is there. */
function nearest(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearest(dirname(path));
}

function gone(cause: unknown): WirebookError {
  return new WirebookError(
    'The folder this shell is in was removed: go to one that is there, such as with \'cd "$HOME"\'',
    { cause },
  );
}

function noTemporaryFolder(path: string, cause: unknown): WirebookError {
  const { TMPDIR } = process.env;
  return new WirebookError(
    TMPDIR === undefined
      ? `Cannot make a temporary folder ${path}: there is no /tmp; set TMPDIR to a folder of your own`
      : `Cannot make a temporary folder: TMPDIR names ${TMPDIR}, which is not there; run 'unset TMPDIR', or make that folder`,
    { cause },
  );
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
