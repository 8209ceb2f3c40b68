/** Closing what no object owns. */

import { SocketError } from './errors.ts';
import * as libc from './libc.ts';
import { checkDescriptor } from './validate.ts';

/**
 * Closes a descriptor that no object owns, such as one that was received, `close(2)`.
 *
 * Fails with EBADF if it is not open.
 *
 * @example
 * closeDescriptor(new Socket(AF_INET, SOCK_STREAM).detach());
 */
export function closeDescriptor(fd: number): void {
  const result = libc.close(checkDescriptor(fd));
  if (result < 0) throw new SocketError('close', -result);
}
