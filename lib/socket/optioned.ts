/** Reading and setting the options of a socket. */

import { IPPROTO_TCP } from './constants.ts';
import { Descriptor } from './descriptor.ts';
import { SocketError } from './errors.ts';
import * as libc from './libc.ts';
import {
  SO_LINGER,
  SO_PROTOCOL,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  SOL_SOCKET,
  SOL_TCP,
  TCP_INFO,
} from './option-names.ts';
import { type OptionEntry, type OptionName, optionEntry } from './options.ts';
import { decodeTcpInfo, type TcpInfo } from './tcp-info.ts';
import { checkBytes, checkInt, checkInteger, refuseRange } from './validate.ts';

const SIZES = { least: 0, most: 65_536 };

/** A descriptor that has socket options. */
export abstract class OptionedSocket extends Descriptor {
  /**
   * Sets an option, `setsockopt(2)`. The type of the value follows from the option: see
   * {@link socketOptions} for all of them.
   *
   * Fails with ENOPROTOOPT where the protocol lacks the option, EINVAL or EDOM for a value that the
   * kernel refuses, EPERM or EACCES where it needs a privilege.
   *
   * @param level the protocol that the option belongs to, such as {@link SOL_SOCKET}
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
   * socket.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
   * socket.getsockopt(SOL_SOCKET, SO_LINGER).seconds; // => 0
   */
  setsockopt<T>(level: number, name: OptionName<T>, value: T): void;
  /** Sets an option to bytes as C has them, for options that this library has no type for. */
  setsockopt(level: number, name: number, value: Uint8Array): void;
  setsockopt(level: number, name: number, value: unknown): void {
    const fd = this.open('setsockopt');
    checkInt('level', level);
    checkInt('option', name);
    const packed = value instanceof Uint8Array ? value : entryOf(level, name).codec.pack(value);
    const bytes = checkBytes('option value', packed);
    const result = libc.setsockopt(fd, level, name, bytes, bytes.byteLength);
    if (result < 0) throw new SocketError('setsockopt', -result);
    if (level === SOL_SOCKET) this.#noteHabit(name);
  }

  /**
   * Reads an option, `getsockopt(2)`.
   *
   * Fails with ENOPROTOOPT where the protocol lacks the option.
   *
   * @example
   * using socket = new Socket(AF_INET, SOCK_STREAM);
   * socket.getsockopt(SOL_SOCKET, SO_TYPE) === SOCK_STREAM; // => true
   * socket.getsockopt(SOL_SOCKET, SO_KEEPALIVE, 4); // => Buffer.from([0, 0, 0, 0])
   */
  getsockopt<T>(level: number, name: OptionName<T>): T;
  /** Reads an option as bytes, at most `size` of them. */
  getsockopt(level: number, name: number, size: number): Buffer;
  getsockopt(level: number, name: number, size?: number): unknown {
    const fd = this.open('getsockopt');
    checkInt('level', level);
    checkInt('option', name);
    if (size !== undefined) {
      return readOption(fd, { level, name, size: checkInteger('size', size, SIZES) });
    }
    const { codec } = entryOf(level, name);
    return codec.unpack(readOption(fd, { level, name, size: codec.size }));
  }

  /**
   * What the kernel knows of a TCP connection: `TCP_INFO` of `tcp(7)`, decoded. Of a listening
   * socket, `unacked` is the length of the queue and `sacked` its limit.
   *
   * @example
   * using server = new TcpServer('127.0.0.1', 0);
   * server.socket.tcpInfo().state; // => 'LISTEN'
   */
  tcpInfo(): TcpInfo {
    return decodeTcpInfo(this.getsockopt(SOL_TCP, TCP_INFO));
  }

  /** Reads from the kernel what a copy of a descriptor, or an accepted one, has inherited. */
  protected inheritHabits(): void {
    for (const name of [SO_LINGER, SO_RCVTIMEO, SO_SNDTIMEO]) this.#noteHabit(name);
    const isTcp = this.getsockopt(SOL_SOCKET, SO_PROTOCOL) === IPPROTO_TCP;
    this.habits = { ...this.habits, isTcp };
  }

  #noteHabit(name: number): void {
    if (name === SO_LINGER) {
      const { on, seconds } = this.getsockopt(SOL_SOCKET, SO_LINGER);
      this.habits = { ...this.habits, lingers: on && seconds > 0 };
    } else if (name === SO_RCVTIMEO) {
      const receiveTimeout = this.getsockopt(SOL_SOCKET, SO_RCVTIMEO);
      this.habits = { ...this.habits, receiveTimeout };
    } else if (name === SO_SNDTIMEO) {
      const sendTimeout = this.getsockopt(SOL_SOCKET, SO_SNDTIMEO);
      this.habits = { ...this.habits, sendTimeout };
    }
  }
}

function entryOf(level: number, name: number): OptionEntry {
  const entry = optionEntry(level, name);
  if (entry !== undefined) return entry;
  return refuseRange('option', `a typed option of level ${level}, or bytes (a size) with it`, name);
}

interface Wanted {
  readonly level: number;
  readonly name: number;
  readonly size: number;
}

function readOption(fd: number, { level, name, size }: Wanted): Buffer {
  const value = Buffer.alloc(size);
  const length = new Uint32Array([size]);
  const result = libc.getsockopt(fd, level, name, value, new Uint8Array(length.buffer));
  if (result < 0) throw new SocketError('getsockopt', -result);
  return value.subarray(0, length[0]);
}
