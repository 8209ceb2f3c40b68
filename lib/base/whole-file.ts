/** Writes files whole: a reader sees the old content or the new one, however the writer ends. */

import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { explainFileError } from './file-error.ts';

export interface WriteOptions {
  /**
   * True if the file must survive a power cut, which costs milliseconds: for a person's own work, and
   * for files that no program would notice to be empty. Not for files that the next run makes anew.
   */
  readonly isDurable?: boolean;
}

/**
 * Writes a file; a writer that fails or is killed leaves what was there before.
 *
 * @throws {WirebookError} where the disk is full, or the place cannot be written to
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array,
  { isDurable = false }: WriteOptions = {},
): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    removeAbandoned(dirname(path), unfinishedFile);
    const file = openSync(unfinished, 'w');
    try {
      putIn(file, content, isDurable);
      renameSync(unfinished, path);
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
  } catch (error) {
    throw explainFileError(error, { path }) ?? error;
  }
}

function putIn(file: number, content: string | Uint8Array, isDurable: boolean): void {
  try {
    writeFileSync(file, content);
    if (isDurable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Brings a file that is there, or the names in a folder, onto the disk: they survive a power cut. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Files and folders under work, which name the process that works on them. */
const unfinishedFile = /\.(\d+)\.tmp$/;

const swept = new Set<string>();

/**
 * Removes what processes have left in `folder` that ended before their work did; once a process,
 * since a folder may hold a thousand files.
 *
 * @param name matches the names of such files; its first group is the number of the process
 */
export function removeAbandoned(folder: string, name: RegExp): void {
  const work = `${folder}\0${name.source}`;
  if (swept.has(work)) return;
  swept.add(work);
  for (const abandoned of abandonedIn(folder, name)) {
    rmSync(abandoned, { recursive: true, force: true });
  }
}

/** The paths of files and folders in `folder` under work by processes that are no more. */
export function abandonedIn(folder: string, name: RegExp): readonly string[] {
  return readdirSync(folder)
    .filter((entry) => {
      const pid = name.exec(basename(entry))?.[1];
      return pid !== undefined && !isRunning(Number(pid));
    })
    .map((entry) => join(folder, entry));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
