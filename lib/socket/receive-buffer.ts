/**
 * Memory to receive into. One slab is lent to call after call: small results are copied out of it,
 * which costs less than memory of their own; large ones take it with them.
 */

import { constants } from 'node:os';
import { checkBytes } from './validate.ts';

const { EFAULT } = constants.errno;

/**
 * Memory of the caller's, to receive into. It may be resized or detached while a call waits, so
 * its length is to be asked for at each attempt; and memory that is gone is an error, EFAULT, since
 * nothing received into no memory would look like the end of the stream.
 */
export function checkRoom(buffer: unknown): {
  readonly use: (receive: (bytes: Uint8Array) => number) => number;
} {
  const bytes = checkBytes('buffer', buffer);
  const isEmpty = bytes.byteLength === 0;
  return {
    use: (receive) => (bytes.byteLength === 0 && !isEmpty ? -EFAULT : receive(bytes)),
  };
}

/** What recv asks for unless told otherwise, in bytes. */
export const DEFAULT_LENGTH = 65_536;

/** Results of up to this many bytes are copied. */
const COPIED = 8_192;

let slab: Buffer | undefined;

/** Room for `length` bytes. What was borrowed has to be given back by {@link take} at once. */
export function borrow(length: number): Buffer {
  if (length > DEFAULT_LENGTH) return Buffer.allocUnsafeSlow(length);
  slab ??= Buffer.allocUnsafeSlow(DEFAULT_LENGTH);
  return slab;
}

/** The first `length` bytes of what was borrowed, as memory of their own. */
export function take(borrowed: Buffer, length: number): Buffer {
  if (length <= COPIED) {
    const copy = Buffer.allocUnsafe(length);
    borrowed.copy(copy, 0, 0, length);
    return copy;
  }
  if (borrowed === slab) slab = undefined;
  return borrowed.subarray(0, length);
}
