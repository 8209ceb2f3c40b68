/** Sending and receiving bytes. */

import { constants } from 'node:os';
import { MSG_PEEK, MSG_WAITALL } from './constants.ts';
import { EndOfStreamError, type SocketErrorContext } from './errors.ts';
import * as libc from './libc.ts';
import { OptionedSocket } from './optioned.ts';
import { borrow, checkRoom, DEFAULT_LENGTH, take } from './receive-buffer.ts';
import { type Direction, READ, WRITE } from './registration.ts';
import {
  asItIs,
  isImpatient,
  receiveDirection,
  receiveFlags,
  sendFlags,
  type TransferOptions,
} from './transfer.ts';
import { checkData, checkLength } from './validate.ts';
import type { Operation } from './waiting.ts';

const { EAGAIN, EFAULT } = constants.errno;

/** Calls of send(2) or recv(2) that one operation makes before others have their turn. */
const CALLS_PER_TURN = 16;

/** A socket that sends and receives bytes. */
export abstract class StreamSocket extends OptionedSocket {
  /**
   * Sends bytes, `send(2)`; text is encoded as UTF-8. Waits until the kernel takes some.
   *
   * Fails with EPIPE once the connection is shut down for writing or the peer has reset it,
   * ECONNRESET when the peer resets it, ENOTCONN or EDESTADDRREQ without a peer, EMSGSIZE for a
   * datagram that is too long. No SIGPIPE is raised.
   *
   * @returns how many bytes the kernel took, which may be fewer than given
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.send('Hello'); // => 5
   * left.close();
   * right.close();
   */
  send(data: Uint8Array | string, options: TransferOptions = {}): Promise<number> {
    return this.perform(() => {
      const bytes = checkData(data);
      const flags = sendFlags(options);
      const fd = this.open('send');
      return {
        syscall: 'send',
        direction: WRITE,
        dontWait: isImpatient(flags),
        attempt: () => libc.send(fd, bytes, bytes.byteLength, flags),
        finish: asItIs,
        context: () => this.peerContext(),
      };
    }, options);
  }

  /**
   * Sends all bytes, however many calls of `send(2)` that takes. What others send meanwhile comes
   * after it, never in between. `timeout` limits the whole.
   *
   * Fails as {@link send} does; the error's `bytesSent` says how far it came.
   *
   * @example
   * const [left, right] = Socket.pair();
   * const sending = left.sendAll(Buffer.alloc(1_000_000));
   * (await right.recvExact(1_000_000)).length; // => 1_000_000
   * await sending;
   * left.close();
   * right.close();
   */
  sendAll(data: Uint8Array | string, options: TransferOptions = {}): Promise<void> {
    return this.perform(() => {
      const bytes = checkData(data);
      const flags = sendFlags(options);
      const fd = this.open('send');
      const length = bytes.byteLength;
      let bytesSent = 0;
      const attempt = (): number => {
        for (let calls = 1; ; calls++) {
          // The memory may have shrunk or been detached while the call waited.
          if (bytes.byteLength < length) return -EFAULT;
          const rest = bytesSent === 0 ? bytes : bytes.subarray(bytesSent);
          const result = libc.send(fd, rest, rest.byteLength, flags);
          if (result < 0) return result;
          bytesSent += result;
          if (bytesSent >= length) return 0;
          if (calls >= CALLS_PER_TURN && !this.nonblock) return this.#pause(WRITE);
        }
      };
      return {
        syscall: 'send',
        direction: WRITE,
        dontWait: isImpatient(flags),
        attempt,
        finish: nothing,
        context: () => this.peerContext(),
        progress: () => ({ bytesSent }),
      };
    }, options);
  }

  /**
   * Receives what is there, `recv(2)`, and waits if nothing is. An empty buffer is the end of the
   * stream, or an empty datagram.
   *
   * Fails with ECONNRESET when the peer resets the connection, ECONNREFUSED when a datagram sent
   * earlier found nobody, ENOTCONN without a connection.
   *
   * @param maxLength the most bytes to receive
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('Hello');
   * (await right.recv()).toString(); // => 'Hello'
   * left.close();
   * (await right.recv()).length; // => 0
   * right.close();
   */
  recv(maxLength: number = DEFAULT_LENGTH, options: TransferOptions = {}): Promise<Buffer> {
    return this.perform(() => {
      checkLength(maxLength);
      const flags = receiveFlags(options);
      if (flags & MSG_WAITALL && !(flags & MSG_PEEK)) {
        const { operation, received } = this.#receivingAll(maxLength, options);
        return { ...operation, finish: received };
      }
      const fd = this.open('recv');
      let received: Buffer = NOTHING;
      return {
        syscall: 'recv',
        direction: receiveDirection(flags),
        dontWait: isImpatient(flags),
        attempt: () => {
          const room = borrow(maxLength);
          const result = libc.recv(fd, room, maxLength, flags);
          if (result < 0) return result;
          if (flags === 0) this.noteRead(result, maxLength);
          // With MSG_TRUNC the result is the length of the datagram, even beyond its room.
          received = take(room, Math.min(result, maxLength));
          return result;
        },
        finish: () => received,
        context: () => this.peerContext(),
      };
    }, options);
  }

  /**
   * Receives into memory of the caller's, `recv(2)`: no allocation, no copy.
   *
   * Fails as {@link recv} does.
   *
   * @returns how many bytes arrived; 0 at the end of the stream. With MSG_TRUNC, the length of the
   *   datagram, which may be more than there was room for.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('Hello');
   * const room = Buffer.alloc(3);
   * await right.recvInto(room); // => 3
   * room.toString(); // => 'Hel'
   * left.close();
   * right.close();
   */
  recvInto(buffer: Uint8Array, options: TransferOptions = {}): Promise<number> {
    return this.perform(() => {
      const room = checkRoom(buffer);
      const flags = receiveFlags(options);
      const fd = this.open('recv');
      const receive = (bytes: Uint8Array): number => {
        const result = libc.recv(fd, bytes, bytes.byteLength, flags);
        if (flags === 0) this.noteRead(result, bytes.byteLength);
        return result;
      };
      return {
        syscall: 'recv',
        direction: receiveDirection(flags),
        dontWait: isImpatient(flags),
        attempt: () => room.use(receive),
        finish: asItIs,
        context: () => this.peerContext(),
      };
    }, options);
  }

  /**
   * Receives exactly `length` bytes, however many calls of `recv(2)` that takes. `timeout` limits
   * the whole.
   *
   * Fails with {@link EndOfStreamError} if the stream ends before, and as {@link recv} does. The
   * error's `received` holds what had arrived.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('\x00\x05Hello');
   * const header = await right.recvExact(2);
   * (await right.recvExact(header.readUInt16BE())).toString(); // => 'Hello'
   * left.close();
   * right.close();
   */
  recvExact(length: number, options: TransferOptions = {}): Promise<Buffer> {
    const receiving = this.perform(() => {
      const { operation, received } = this.#receivingAll(length, options);
      return { ...operation, finish: received };
    }, options);
    return receiving.then((received) => {
      if (received.length < length) throw new EndOfStreamError(received, length);
      return received;
    });
  }

  /** Receives until `length` bytes are there or the stream ends. */
  #receivingAll(
    length: number,
    options: TransferOptions,
  ): { readonly operation: Omit<Operation<Buffer>, 'finish'>; readonly received: () => Buffer } {
    const room = Buffer.allocUnsafeSlow(checkLength(length));
    const flags = receiveFlags(options) & ~MSG_WAITALL;
    const fd = this.open('recv');
    let filled = 0;
    const received = (): Buffer => room.subarray(0, filled);
    const operation = {
      syscall: 'recv',
      direction: receiveDirection(flags),
      dontWait: isImpatient(flags),
      attempt: (): number => {
        for (let calls = 1; filled < length; calls++) {
          const result = libc.recv(fd, room.subarray(filled), length - filled, flags);
          if (result <= 0) return result;
          filled += result;
          if (calls >= CALLS_PER_TURN && !this.nonblock) return this.#pause(READ);
        }
        return filled;
      },
      context: () => this.peerContext(),
      progress: () => ({ received: received() }),
    };
    return { operation, received };
  }

  /** Lets everything else in the process have its turn, as if the call would have to wait. */
  #pause(direction: Direction): number {
    this.retrySoon(direction);
    return -EAGAIN;
  }

  /** What an error should say about the other end. */
  protected abstract peerContext(): SocketErrorContext;
}

const NOTHING = Buffer.alloc(0);

function nothing(): void {}
