/** Keeps open descriptors of this process from the processes that it starts. */

import { readdirSync } from 'node:fs';
import { call } from '../../socket/system/ffi.ts';

const F_SETFD = 2;
const FD_CLOEXEC = 1;

const fcntl = call<[descriptor: number, command: number, value: number]>(
  'int fcntl(int, int, int)',
);

/**
 * Sets close-on-exec for every descriptor but standard input, output and error. Node does so for the
 * descriptors that it opens, but not for those that a terminal or a job runner left open in it.
 *
 * @see F_SETFD(2const)
 */
export function closeDescriptorsOnExec(): void {
  for (const descriptor of readdirSync('/proc/self/fd').map(Number)) {
    // The descriptor that read the folder is closed by now; fcntl() only fails for it.
    if (descriptor > 2) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
}
