/** What is open in this process, kept from the processes that it starts. */

import { readdirSync } from 'node:fs';
import { call } from '../socket/ffi.ts';

const F_SETFD = 2;
const FD_CLOEXEC = 1;

const fcntl = call<[descriptor: number, command: number, value: number]>(
  'int fcntl(int, int, int)',
);

/**
 * Keeps every descriptor but standard input, output and error from whatever is started from now on.
 * Node does so with those that it opens, but not with what a terminal or a runner of jobs has left
 * open in it.
 *
 * @see fcntl(2)
 */
export function keepDescriptors(): void {
  for (const descriptor of readdirSync('/proc/self/fd').map(Number)) {
    // The one that the folder itself was read through is closed by now, which is no harm.
    if (descriptor > 2) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
}
