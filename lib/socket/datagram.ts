/** Datagrams: single messages, each with the address of its other end. */

import { AddressBuffer } from './address-buffer.ts';
import { type Addrinfo, checkAddress } from './addrinfo.ts';
import * as libc from './libc.ts';
import { borrow, checkRoom, DEFAULT_LENGTH, take } from './receive-buffer.ts';
import { WRITE } from './registration.ts';
import { StreamSocket } from './stream.ts';
import {
  asItIs,
  isImpatient,
  receiveDirection,
  receiveFlags,
  sendFlags,
  type TransferOptions,
} from './transfer.ts';
import { checkData, checkLength } from './validate.ts';

const peer = new AddressBuffer();

/** A socket that sends datagrams to addresses and receives them with theirs. */
export abstract class DatagramSocket extends StreamSocket {
  /**
   * Sends a datagram to an address, `sendto(2)`.
   *
   * Fails with EMSGSIZE if it is too long (more than 65507 bytes over IPv4), EACCES for a broadcast
   * address without SO_BROADCAST, EAFNOSUPPORT for an address of another family, EISCONN on a
   * connected Unix socket.
   *
   * @returns how many bytes were sent: all, for a datagram
   *
   * @example
   * using receiver = new UdpSocket('127.0.0.1', 0);
   * using sender = new Socket(AF_INET, SOCK_DGRAM);
   * await sender.sendTo('Hello', receiver.localAddress); // => 5
   */
  sendTo(data: Uint8Array | string, to: Addrinfo, options: TransferOptions = {}): Promise<number> {
    return this.perform(() => {
      const bytes = checkData(data);
      const sockaddr = checkAddress(to).toSockaddr();
      const flags = sendFlags(options);
      const fd = this.open('sendto');
      return {
        syscall: 'sendto',
        direction: WRITE,
        dontWait: isImpatient(flags),
        attempt: () => libc.sendto(fd, bytes, bytes.byteLength, flags, sockaddr, sockaddr.length),
        finish: asItIs,
        context: () => to.toErrorContext(),
      };
    }, options);
  }

  /**
   * Receives a datagram and the address it came from, `recvfrom(2)`. What is longer than
   * `maxLength` is cut off. The address is undefined where there is none: on a connected stream,
   * and for a Unix socket without a name.
   *
   * Fails as {@link recv} does.
   *
   * @example
   * using receiver = new UdpSocket('127.0.0.1', 0);
   * using sender = new UdpSocket('127.0.0.1', 0);
   * await sender.sendTo('Hello', receiver.localAddress);
   * const [data, from] = await receiver.recvFrom();
   * data.toString(); // => 'Hello'
   * from?.equals(sender.localAddress); // => true
   */
  recvFrom(
    maxLength: number = DEFAULT_LENGTH,
    options: TransferOptions = {},
  ): Promise<[data: Buffer, from: Addrinfo | undefined]> {
    return this.perform(() => {
      checkLength(maxLength);
      const flags = receiveFlags(options);
      const fd = this.open('recvfrom');
      let received: [Buffer, Addrinfo | undefined] = [Buffer.alloc(0), undefined];
      return {
        syscall: 'recvfrom',
        direction: receiveDirection(flags),
        dontWait: isImpatient(flags),
        attempt: () => {
          const room = borrow(maxLength);
          const { bytes, length } = peer.reset();
          const result = libc.recvfrom(fd, room, maxLength, flags, bytes, length);
          if (result < 0) return result;
          received = [take(room, Math.min(result, maxLength)), peer.address()];
          return result;
        },
        finish: () => received,
        context: () => this.peerContext(),
      };
    }, options);
  }

  /**
   * Receives a datagram into memory of the caller's, `recvfrom(2)`.
   *
   * @returns how many bytes arrived, and from whom
   *
   * @example
   * using receiver = new UdpSocket('127.0.0.1', 0);
   * await receiver.sendTo('Hello', receiver.localAddress);
   * const room = Buffer.alloc(100);
   * const [length] = await receiver.recvFromInto(room);
   * room.toString('utf8', 0, length); // => 'Hello'
   */
  recvFromInto(
    buffer: Uint8Array,
    options: TransferOptions = {},
  ): Promise<[length: number, from: Addrinfo | undefined]> {
    return this.perform(() => {
      const room = checkRoom(buffer);
      const flags = receiveFlags(options);
      const fd = this.open('recvfrom');
      let from: Addrinfo | undefined;
      return {
        syscall: 'recvfrom',
        direction: receiveDirection(flags),
        dontWait: isImpatient(flags),
        attempt: () => {
          const { bytes, length } = peer.reset();
          const result = room.use((into) =>
            libc.recvfrom(fd, into, into.byteLength, flags, bytes, length),
          );
          if (result >= 0) from = peer.address();
          return result;
        },
        finish: (result): [number, Addrinfo | undefined] => [result, from],
        context: () => this.peerContext(),
      };
    }, options);
  }
}
