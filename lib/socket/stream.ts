/** Sending and receiving bytes. */

import { MSG_DONTWAIT, MSG_ERRQUEUE, MSG_NOSIGNAL } from './constants.ts';
import type { WaitOptions } from './descriptor.ts';
import * as libc from './libc.ts';
import { OptionedSocket } from './optioned.ts';
import { EXCEPT, READ, WRITE } from './reactor.ts';
import { borrow, DEFAULT_LENGTH, take } from './receive-buffer.ts';
import { checkData, checkInt, checkInteger } from './validate.ts';

/** How a call sends or receives. */
export interface TransferOptions extends WaitOptions {
  /** `MSG_` flags, combined with `|`. */
  readonly flags?: number | undefined;
}

/** Lengths of one call: Linux moves at most this many bytes at once. */
export const LENGTHS = { least: 0, most: 0x7fff_f000 };

export abstract class StreamSocket extends OptionedSocket {
  /** Sends bytes, `send(2)`. Returns how many the kernel took, which may be fewer than given. */
  async send(data: Uint8Array | string, options: TransferOptions = {}): Promise<number> {
    const bytes = checkData(data);
    const flags = checkFlags(options);
    const fd = this.open('send');
    return this.perform(
      {
        syscall: 'send',
        direction: WRITE,
        attempt: () => libc.send(fd, bytes, bytes.byteLength, flags),
        context: () => this.peerContext(),
      },
      waitOptions(options),
    );
  }

  /** Sends all bytes, however many calls of `send(2)` that takes. */
  async sendAll(data: Uint8Array | string, options: TransferOptions = {}): Promise<void> {
    const bytes = checkData(data);
    const flags = checkFlags(options);
    const fd = this.open('send');
    let sent = 0;
    await this.perform(
      {
        syscall: 'send',
        direction: WRITE,
        attempt: () => {
          for (;;) {
            const rest = sent === 0 ? bytes : bytes.subarray(sent);
            const result = libc.send(fd, rest, rest.byteLength, flags);
            if (result < 0) return result;
            sent += result;
            if (sent >= bytes.byteLength) return sent;
          }
        },
        context: () => this.peerContext(),
      },
      waitOptions(options),
    );
  }

  /** Receives what is there, `recv(2)`: up to `maxLength` bytes, none at the end of the stream. */
  async recv(maxLength: number = DEFAULT_LENGTH, options: TransferOptions = {}): Promise<Buffer> {
    checkInteger('length', maxLength, LENGTHS);
    const flags = checkFlags(options);
    const fd = this.open('recv');
    let received: Buffer | undefined;
    await this.perform(
      {
        syscall: 'recv',
        direction: flags & MSG_ERRQUEUE ? EXCEPT : READ,
        attempt: () => {
          const room = borrow(maxLength);
          const result = libc.recv(fd, room, maxLength, flags);
          // With MSG_TRUNC the result is the length of the datagram, beyond what there was room for.
          if (result >= 0) received = take(room, Math.min(result, maxLength));
          return result;
        },
        context: () => this.peerContext(),
      },
      waitOptions(options),
    );
    return received ?? Buffer.alloc(0);
  }

  /** What an error should say about the other end. */
  protected abstract peerContext(): { readonly address?: string; readonly port?: number };
}

function checkFlags({ flags = 0 }: TransferOptions): number {
  return checkInt('flags', flags) | MSG_NOSIGNAL;
}

/** With MSG_DONTWAIT the call ends with EAGAIN instead of waiting. */
function waitOptions(options: TransferOptions): WaitOptions {
  return (options.flags ?? 0) & MSG_DONTWAIT ? { ...options, timeout: 0 } : options;
}
