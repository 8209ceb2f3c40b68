/** The limit of open files, which a kernel needs some of. */

import { readFileSync } from 'node:fs';

/** The kernel has some fifty open; ZeroMQ aborts the whole process at the first that it is refused. */
const enough = 128;

/** The reason why a kernel cannot start under this process's limit, or undefined if it can. */
export function openFilesFault(): string | undefined {
  const limit = openFilesLimit();
  return limit >= enough
    ? undefined
    : `cannot start: this shell allows ${limit} open files, which is too few; run 'ulimit -n 1024' in it, or in a new one, then start JupyterLab again`;
}

/** The number of files that this process may have open: Node has raised its soft limit to the hard one. */
export function openFilesLimit(): number {
  const line = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return Number(line?.[1] ?? Number.POSITIVE_INFINITY);
}
