/** A right answer to exercise 21, with node:net, bytes one by one, and states. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Decoder, Message } from '../decoder.ts';
import type { LiveServer } from '../live.ts';

export function encodeFrame(kind: number, content: Buffer, mask?: Buffer): Buffer {
  const bytes = [128 + kind];
  const bit = mask === undefined ? 0 : 128;
  const { length } = content;
  if (length < 126) bytes.push(bit + length);
  else if (length < 65_536) bytes.push(bit + 126, Math.floor(length / 256), length % 256);
  else {
    bytes.push(bit + 127);
    for (let power = 7; power >= 0; power -= 1) bytes.push(Math.floor(length / 256 ** power) % 256);
  }
  if (mask !== undefined) bytes.push(...mask);
  const body = content.map((byte, at) =>
    mask === undefined ? byte : byte ^ mask.readUInt8(at % 4),
  );
  return Buffer.concat([Buffer.from(bytes), body]);
}

/** Takes one byte after the other. */
class ByteDecoder {
  readonly #limit: number;
  #header: number[] = [];
  #content: number[] = [];
  #whole: number[] = [];
  #kind = 0;
  reason: number | undefined;
  isClosed = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a byte; returns the message that it completes. */
  take(byte: number): Message | undefined {
    const size = this.#headerSize();
    if (this.#header.length < size) this.#header.push(byte);
    else this.#content.push(byte);
    this.reason = this.#wrong();
    const isWhole =
      this.reason === undefined &&
      this.#header.length >= 6 &&
      this.#header.length === this.#headerSize() &&
      this.#content.length === this.#length();
    return isWhole ? this.#finish() : undefined;
  }

  #headerSize(): number {
    const short = (this.#header[1] ?? 0) % 128;
    return 6 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  }

  #length(): number {
    const short = (this.#header[1] ?? 0) % 128;
    if (short < 126) return short;
    return this.#header.slice(2, -4).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  #wrong(): number | undefined {
    const [first = 0, second] = this.#header;
    if (second === undefined) return undefined;
    const kind = first % 16;
    const short = second % 128;
    if (first % 128 >= 16 || second < 128) return 1002;
    switch (kind) {
      case 0:
        if (this.#kind === 0) return 1002;
        break;
      case 1:
      case 2:
        if (this.#kind !== 0) return 1002;
        break;
      case 8:
      case 9:
      case 10:
        return first < 128 || short > 125 ? 1002 : undefined;
      default:
        return 1002;
    }
    const size = this.#headerSize();
    const known = this.#header.slice(2, size - 4);
    if (known.length < size - 6) return undefined;
    const length = short < 126 ? short : known.reduce((sum, byte) => sum * 256 + byte, 0);
    return this.#whole.length + length > this.#limit ? 1009 : undefined;
  }

  #finish(): Message | undefined {
    const [first = 0] = this.#header;
    const mask = this.#header.slice(-4);
    const content = this.#content.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
    this.#header = [];
    this.#content = [];
    const kind = first % 16;
    if (kind >= 8) {
      this.isClosed = kind === 8;
      return { kind, content: Buffer.from(content) };
    }
    if (kind !== 0) this.#kind = kind;
    this.#whole.push(...content);
    if (first < 128) return undefined;
    const message = { kind: this.#kind, content: Buffer.from(this.#whole) };
    this.#kind = 0;
    this.#whole = [];
    return message;
  }
}

export function openDecoder(limit: number): Decoder {
  const decoder = new ByteDecoder(limit);
  return {
    push(bytes) {
      const found: Message[] = [];
      for (const byte of bytes) {
        if (decoder.isClosed || decoder.reason !== undefined) break;
        const message = decoder.take(byte);
        if (message !== undefined) found.push(message);
      }
      return found;
    },
    error: () => decoder.reason,
  };
}

export async function openLive(host: string, page: string): Promise<LiveServer> {
  const sockets = new Map<Socket, boolean>();
  const push = (text: string) => {
    for (const [socket, isLive] of sockets) {
      if (isLive) socket.write(encodeFrame(1, Buffer.from(text)));
    }
  };

  async function serve(socket: Socket): Promise<void> {
    let head = Buffer.alloc(0);
    let decoder: Decoder | undefined;
    for await (const piece of socket.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(piece)) continue;
      let bytes: Buffer = piece;
      if (decoder === undefined) {
        head = Buffer.concat([head, piece]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0 && head.length < 8000) continue;
        const lines = head.toString('latin1', 0, end).split('\r\n');
        const field = lines.find((line) => line.toLowerCase().startsWith('sec-websocket-key:'));
        if (field === undefined) return void socket.end(answer(lines[0] ?? ''));
        const key = field.slice(field.indexOf(':') + 1).trim();
        const hash = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n');
        socket.write(
          `Connection: Upgrade\r\nSec-WebSocket-Accept: ${hash.digest('base64')}\r\n\r\n`,
        );
        sockets.set(socket, true);
        decoder = openDecoder(1000);
        bytes = head.subarray(end + 4);
      }
      for (const { kind, content } of decoder.push(bytes)) {
        if (kind === 1) push(content.toString());
        if (kind === 9) socket.write(encodeFrame(10, content));
        if (kind === 8) return void socket.end(encodeFrame(8, content));
      }
      const reason = decoder.error();
      if (reason === undefined) continue;
      const content = Buffer.alloc(2);
      content.writeUInt16BE(reason);
      return void socket.end(encodeFrame(8, content));
    }
  }

  function answer(line: string): string {
    const isPage = /^GET \/ /.test(line);
    const body = isPage ? page : '';
    return [
      `HTTP/1.1 ${isPage ? 200 : 404} -`,
      'content-type: text/html; charset=utf-8',
      `content-length: ${Buffer.from(body).length}`,
      '',
      body,
    ].join('\r\n');
  }

  const server = createServer({ allowHalfOpen: false }, (socket) => {
    sockets.set(socket, false);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    serve(socket).then(
      () => sockets.has(socket) && sockets.set(socket, false),
      () => sockets.delete(socket),
    );
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    push,
    size: () => [...sockets.values()].filter(Boolean).length,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
    },
  };
}
