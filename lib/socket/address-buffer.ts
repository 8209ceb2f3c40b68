/** Room in which the kernel writes an address. */

import { Addrinfo } from './addrinfo.ts';
import { SOCKADDR_SIZE } from './sockaddr.ts';

/** A `struct sockaddr_storage` with its `socklen_t`, to be used again and again. */
export class AddressBuffer {
  /** Where the address is written to. */
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
