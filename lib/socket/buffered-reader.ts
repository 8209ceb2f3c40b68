/** Reading lines and other pieces of a stream, whatever the calls of recv return. */

import { constants } from 'node:os';
import { EndOfStreamError, SocketError } from './system/errors.ts';
import { checkInteger } from './system/validate.ts';
import { limitsOf, type WaitOptions } from './wait/waiting.ts';

/** A stream of bytes: any {@link Socket} of type SOCK_STREAM. */
export interface ByteSource {
  recv(maxLength: number, options?: WaitOptions): Promise<Buffer>;
}

/** Options of a reader. */
export interface BufferedReaderOptions {
  /** The most bytes that a line, or what else is looked for, may have; 65,536 unless told. */
  readonly limit?: number;
}

/** Bytes that one call of recv asks for. */
const chunkSize = 16_384;

/**
 * Reads a stream in pieces that end where a protocol says: lines, bytes up to a mark, a number of
 * bytes. What came too early stays for the next call. One call at a time may read.
 *
 * A limit keeps a peer that never sends the end from filling the memory, and `timeout` one that sends
 * byte by byte from keeping a call forever: it limits the whole.
 *
 * @example
 * const [left, right] = Socket.pair();
 * await left.sendAll('HELLO wörld\r\nBYE');
 * left.close();
 * const reader = new BufferedReader(right);
 * await reader.readLine(); // => 'HELLO wörld'
 * await reader.readLine(); // => 'BYE'
 * await reader.readLine(); // => undefined
 * right.close();
 */
export class BufferedReader {
  readonly #source: ByteSource;
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #length = 0;
  #hasEnded = false;

  /** A reader of `source`, from which nothing else may receive from now on. */
  constructor(source: ByteSource, { limit = 65_536 }: BufferedReaderOptions = {}) {
    this.#source = source;
    this.#limit = checkInteger('limit', limit, { least: 1, most: 2 ** 30 });
  }

  /**
   * The bytes that have come and were not read so far.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('one\ntwo\n');
   * const reader = new BufferedReader(right);
   * await reader.readLine();
   * reader.buffered.toString(); // => 'two\n'
   * left.close();
   * right.close();
   */
  get buffered(): Buffer {
    return this.#joined();
  }

  /**
   * Reads a line of UTF-8, without its `\n` or `\r\n`; `undefined` at the end of the stream. What
   * stands behind the last line end is a line too.
   *
   * Fails as {@link readUntil} does.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('PING\r\n');
   * const reader = new BufferedReader(right);
   * await reader.readLine(); // => 'PING'
   * left.close();
   * right.close();
   */
  async readLine(options?: WaitOptions): Promise<string | undefined> {
    const line = await this.readUntil('\n', options);
    return line.length === 0 ? undefined : line.toString().replace(/\r?\n$/, '');
  }

  /**
   * Reads up to a mark, and the mark; at the end of the stream what is left, which may be nothing.
   *
   * Fails with EMSGSIZE if more bytes than the limit come before the end of the mark, and as recv does. The
   * bytes so far are kept.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('key: value;');
   * const reader = new BufferedReader(right);
   * String(await reader.readUntil(': ')); // => 'key: '
   * String(await reader.readUntil(';')); // => 'value;'
   * left.close();
   * right.close();
   */
  async readUntil(mark: string | Uint8Array, options: WaitOptions = {}): Promise<Buffer> {
    const wanted = Buffer.from(mark);
    const limits = limitsOf(options);
    for (let searched = 0; ; ) {
      const bytes = this.#joined();
      // The mark may lie across two chunks.
      const at = bytes.indexOf(wanted, Math.max(0, searched - wanted.length + 1));
      const end = at < 0 ? this.#length : at + wanted.length;
      if (end > this.#limit) {
        throw new SocketError('recv', constants.errno.EMSGSIZE, {
          advice: `no end was found within ${this.#limit} bytes`,
        });
      }
      if (at >= 0 || this.#hasEnded) return this.#take(end);
      searched = this.#length;
      await this.#fill(limits);
    }
  }

  /**
   * Reads so many bytes.
   *
   * Fails with an {@link EndOfStreamError} if the stream ends before, and as recv does; the bytes so
   * far are kept.
   *
   * @example
   * const [left, right] = Socket.pair();
   * await left.sendAll('123456');
   * const reader = new BufferedReader(right);
   * String(await reader.readExact(4)); // => '1234'
   * left.close();
   * right.close();
   */
  async readExact(length: number, options: WaitOptions = {}): Promise<Buffer> {
    checkInteger('length', length, { least: 0, most: 2 ** 30 });
    const limits = limitsOf(options);
    while (this.#length < length) {
      if (this.#hasEnded) throw new EndOfStreamError(this.#joined(), length);
      await this.#fill(limits);
    }
    return this.#take(length);
  }

  async #fill(limits: WaitOptions): Promise<void> {
    const chunk = await this.#source.recv(chunkSize, limits);
    if (chunk.length === 0) this.#hasEnded = true;
    else this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** All bytes in one piece. */
  #joined(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first !== undefined) return first;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = all.length === 0 ? [] : [all];
    return all;
  }

  #take(length: number): Buffer {
    const all = this.#joined();
    const rest = all.subarray(length);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    return all.subarray(0, length);
  }
}
