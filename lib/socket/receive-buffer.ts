/**
 * Memory to receive into, bytes and addresses. One slab is lent to call after call: results are copied
 * out of it, unless they fill most of it, and then they take it with them. So a result that is kept holds
 * at most twice its size, or a place in Node's pool of small buffers.
 */

import { constants } from 'node:os';
import { Addrinfo } from './address/addrinfo.ts';
import { SOCKADDR_SIZE } from './address/sockaddr.ts';
import type { MessageParts } from './system/pointer-structs.ts';
import { checkBytes } from './system/validate.ts';

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

/** The default size of recv, in bytes. */
export const DEFAULT_LENGTH = 65_536;

/** Copies of up to this many bytes share memory of Node's pool, which costs a fraction. */
const POOLED = 2_048;

let slab: Buffer | undefined;

/** Room for `length` bytes. What was borrowed has to be given back by {@link take} at once. */
export function borrow(length: number): Buffer {
  if (length > DEFAULT_LENGTH) return Buffer.allocUnsafeSlow(length);
  slab ??= Buffer.allocUnsafeSlow(DEFAULT_LENGTH);
  return slab;
}

/** The first `length` bytes of what was borrowed, as memory of their own. */
export function take(borrowed: Buffer, length: number): Buffer {
  const result = trim(borrowed, length);
  if (borrowed === slab && result.buffer === slab.buffer) slab = undefined;
  return result;
}

/** The first `length` bytes: a copy, where they are less than half. */
export function trim(bytes: Buffer, length: number): Buffer {
  const found = bytes.subarray(0, length);
  return 2 * length >= bytes.length ? found : copied(found);
}

function copied(bytes: Buffer): Buffer {
  const { length } = bytes;
  const copy = length > POOLED ? Buffer.allocUnsafeSlow(length) : Buffer.allocUnsafe(length);
  bytes.copy(copy);
  return copy;
}

/** Rooms for up to this many bytes in all are used again. */
const MOST_KEPT = 4_194_304;

let manySlab = Buffer.alloc(0);

/** Room for several messages, which are copied out of it. */
export class MessageRooms {
  readonly #maxLength: number;
  readonly #controlLength: number;
  readonly #bytes: Buffer;
  readonly #names: Buffer;
  readonly #controls: Buffer;
  /** The rooms, message by message. */
  readonly messages: readonly MessageParts[];

  constructor(count: number, maxLength: number, controlLength: number) {
    this.#maxLength = maxLength;
    this.#controlLength = controlLength;
    this.#bytes = borrowMany(count * maxLength);
    this.#names = Buffer.alloc(count * SOCKADDR_SIZE);
    this.#controls = Buffer.alloc(count * controlLength);
    this.messages = Array.from({ length: count }, (_, index) => ({
      name: part(this.#names, index, SOCKADDR_SIZE),
      pieces: [part(this.#bytes, index, maxLength)],
      control: part(this.#controls, index, controlLength),
    }));
  }

  /** The data of a message, a copy; at most what there was room for. */
  data(index: number, length: number): Buffer {
    const room = part(this.#bytes, index, this.#maxLength);
    return copied(room.subarray(0, Math.min(length, this.#maxLength)));
  }

  /** The sender of a message; undefined if there is none. */
  sender(index: number, length: number): Addrinfo | undefined {
    if (length < 2) return undefined;
    return Addrinfo.fromSockaddr(part(this.#names, index, SOCKADDR_SIZE).subarray(0, length));
  }

  /** The ancillary data of a message, packed. */
  control(index: number, length: number): Buffer {
    return part(this.#controls, index, this.#controlLength).subarray(0, length);
  }
}

function borrowMany(length: number): Buffer {
  if (length > MOST_KEPT) return Buffer.allocUnsafeSlow(length);
  if (manySlab.length < length) manySlab = Buffer.allocUnsafeSlow(length);
  return manySlab;
}

function part(bytes: Buffer, index: number, size: number): Buffer {
  return bytes.subarray(index * size, (index + 1) * size);
}

/** A `struct sockaddr_storage` with its `socklen_t`, to be used again and again. */
export class AddressBuffer {
  /** The memory that the address is written to. */
  readonly bytes: Buffer = Buffer.alloc(SOCKADDR_SIZE);
  /** The length, as C's `socklen_t`. */
  readonly length: Uint8Array;
  readonly #length = new Uint32Array(1);

  constructor() {
    this.length = new Uint8Array(this.#length.buffer);
  }

  /** Makes all of the room available again. */
  reset(): this {
    this.#length[0] = SOCKADDR_SIZE;
    return this;
  }

  /** The address that was written; undefined if there is none. */
  address(length: number = this.#length[0] ?? 0): Addrinfo | undefined {
    return length < 2 ? undefined : Addrinfo.fromSockaddr(this.bytes.subarray(0, length));
  }
}
