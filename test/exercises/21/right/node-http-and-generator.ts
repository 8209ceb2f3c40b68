/** A right answer to exercise 21, with node:http, events, and a generator that takes bytes. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Decoder, Message } from '../decoder.ts';
import type { LiveServer } from '../live.ts';

export function encodeFrame(kind: number, content: Buffer, mask?: Buffer): Buffer {
  const { length } = content;
  const width = length < 126 ? 0 : length < 2 ** 16 ? 2 : 8;
  const start = 2 + width;
  const frame = Buffer.alloc(start + (mask ? 4 : 0) + length);
  frame[0] = 128 + kind;
  frame[1] = (mask ? 128 : 0) + (width === 0 ? length : width === 2 ? 126 : 127);
  if (width === 2) frame.writeUInt16BE(length, 2);
  if (width === 8) frame.writeUIntBE(length, 4, 6);
  mask?.copy(frame, start);
  const body = start + (mask ? 4 : 0);
  for (let at = 0; at < length; at += 1) {
    frame[body + at] = (content[at] ?? 0) ^ (mask?.[at & 3] ?? 0);
  }
  return frame;
}

class Wrong extends Error {
  readonly reason: number;

  constructor(reason: number) {
    super(`wrong: ${reason}`);
    this.reason = reason;
  }
}

/** Asks for so many bytes, and gives messages to `found`. */
function* read(limit: number, found: Message[]): Generator<number, void, Buffer> {
  let begun: Message | undefined;
  for (;;) {
    const [first = 0, second = 0] = yield 2;
    const kind = first & 15;
    const isLast = (first & 128) !== 0;
    const isControl = kind > 7;
    if ((first & 112) !== 0 || (second & 128) === 0 || kind > 10) throw new Wrong(1002);
    if (kind > 2 && !isControl) throw new Wrong(1002);
    if (!isControl && Boolean(begun) !== (kind === 0)) throw new Wrong(1002);
    let length = second & 127;
    if (isControl && (!isLast || length > 125)) throw new Wrong(1002);
    if (length === 126) length = (yield 2).readUInt16BE();
    else if (length === 127) length = Number((yield 8).readBigUInt64BE());
    const before = isControl ? 0 : (begun?.content.length ?? 0);
    if (!isControl && before + length > limit) throw new Wrong(1009);
    const mask = yield 4;
    const content = Buffer.from(yield length);
    for (const [at, byte] of content.entries()) content[at] = byte ^ (mask[at % 4] ?? 0);
    if (isControl) {
      found.push({ kind, content });
      if (kind === 8) return;
      continue;
    }
    const whole = Buffer.concat([begun?.content ?? Buffer.alloc(0), content]);
    begun = { kind: begun?.kind ?? kind, content: whole };
    if (!isLast) continue;
    found.push(begun);
    begun = undefined;
  }
}

export function openDecoder(limit: number): Decoder {
  const found: Message[] = [];
  const reader = read(limit, found);
  let wanted = reader.next();
  let rest = Buffer.alloc(0);
  let reason: number | undefined;
  return {
    push(bytes) {
      rest = Buffer.concat([rest, bytes]);
      try {
        while (!wanted.done && reason === undefined && rest.length >= wanted.value) {
          const taken = rest.subarray(0, wanted.value);
          rest = rest.subarray(wanted.value);
          wanted = reader.next(taken);
        }
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        reason = error.reason;
      }
      return found.splice(0);
    },
    error: () => reason,
  };
}

export async function openLive(host: string, page: string): Promise<LiveServer> {
  const live = new Set<Socket>();
  const all = new Set<Socket>();
  const push = (text: string) => {
    for (const socket of live) socket.write(encodeFrame(1, Buffer.from(text)));
  };
  const server = createServer((request, response) => {
    const isPage = request.method === 'GET' && request.url === '/';
    response.statusCode = isPage ? 200 : 404;
    response.setHeader('Connection', 'close').setHeader('Content-Type', 'text/html; charset=utf-8');
    const body = isPage ? page : '';
    response.setHeader('Content-Length', Buffer.byteLength(body)).end(body);
  });
  server.on('connection', (socket) => {
    all.add(socket);
    socket.on('close', () => all.delete(socket));
  });
  server.on('upgrade', (request, socket: Socket, head) => {
    const key = request.headers['sec-websocket-key'];
    const hash = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nSEC-WEBSOCKET-ACCEPT: ${hash.digest('base64')}\r\n\r\n`,
    );
    const decoder = openDecoder(1000);
    live.add(socket);
    const leave = (content?: Buffer) => {
      live.delete(socket);
      if (content) socket.end(encodeFrame(8, content));
      else socket.end();
    };
    const take = (bytes: Buffer) => {
      for (const { kind, content } of decoder.push(bytes)) {
        if (kind === 1) push(String(content));
        if (kind === 9) socket.write(encodeFrame(10, content));
        if (kind === 8) leave(content);
      }
      const reason = decoder.error();
      if (reason !== undefined && live.has(socket)) leave(Buffer.of(3, reason - 768));
    };
    socket.on('data', take);
    socket.on('end', () => leave());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => leave());
    take(head);
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    push,
    size: () => live.size,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of all) socket.destroy();
      await closed;
    },
  };
}
