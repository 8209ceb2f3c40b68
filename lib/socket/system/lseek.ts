/** The place in a file at which the next read or write begins. */

import { SocketError } from './errors.ts';
import * as libc from './libc.ts';
import { checkDescriptor, checkInt } from './validate.ts';

/** From the beginning of the file. */
export const SEEK_SET = 0;
/** From the present place. */
export const SEEK_CUR = 1;
/** From the end of the file. */
export const SEEK_END = 2;

/**
 * Moves the place of a descriptor's next read or write, `lseek(2)`. Sockets and pipes have no place:
 * what was read from them is gone.
 *
 * Fails with ESPIPE for a socket or a pipe, EBADF for a descriptor that is not open, EINVAL for a
 * place before the beginning.
 *
 * @param offset how far to move, in bytes
 * @returns the new place, in bytes from the beginning
 *
 * @example
 * using socket = new Socket(AF_INET, SOCK_STREAM);
 * const move = async () => lseek(socket.fileno(), 0);
 * await move().catch((error) => error.code); // => 'ESPIPE'
 */
export function lseek(fd: number, offset: number, whence: number = SEEK_SET): number {
  const result = libc.lseek(
    checkDescriptor(fd),
    checkInt('offset', offset),
    checkInt('whence', whence),
  );
  if (result < 0) throw new SocketError('lseek', -result);
  return result;
}
