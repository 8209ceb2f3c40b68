/** The live server of exercise 21, in steps that wrong answers override. */

import { createHash } from 'node:crypto';
import { BufferedReader, TcpServer, type TcpSocket } from 'wirebook';
import { type Decoder, decoderAnswer, FrameDecoder } from './decoder.ts';
import { encoderAnswer, FrameEncoder } from './frames.ts';

/** A server as the contract has it. */
export interface LiveServer {
  readonly port: number;
  readonly push: (text: string) => void;
  readonly size: () => number;
  readonly close: () => Promise<void>;
}

/** The frames of a right answer. */
export const encodeFrame = encoderAnswer(FrameEncoder);
const openDecoder = decoderAnswer(FrameDecoder);

/** The server of a right answer. */
export class PushServer {
  readonly server: TcpServer;
  readonly page: string;
  readonly open = new Set<TcpSocket>();
  readonly live = new Set<TcpSocket>();
  accepting: Promise<void> = Promise.resolve();

  constructor(host: string, page: string) {
    this.server = new TcpServer({ host: this.hostOf(host), port: 0 });
    this.page = page;
  }

  hostOf(host: string): string {
    return host;
  }

  start(): void {
    this.accepting = this.acceptAll().catch(() => {});
  }

  async acceptAll(): Promise<void> {
    for await (const client of this.server) {
      this.open.add(client);
      const done = () => this.leave(client);
      this.serve(client).then(done, done);
    }
  }

  leave(client: TcpSocket): void {
    client.close();
    this.open.delete(client);
    this.live.delete(client);
  }

  async serve(client: TcpSocket): Promise<void> {
    const reader = new BufferedReader(client, { limit: 8000 });
    const head = String(await reader.readUntil('\r\n\r\n'));
    if (!head.endsWith('\r\n\r\n')) return;
    const key = this.keyIn(head);
    if (key === undefined) return await client.sendAll(this.reply(head));
    await client.sendAll(this.upgrade(key));
    this.live.add(client);
    await this.converse(client, this.behind(reader));
  }

  keyIn(head: string): string | undefined {
    return /^sec-websocket-key:[ \t]*(\S+)/im.exec(head)?.[1];
  }

  behind(reader: BufferedReader): Buffer {
    return reader.buffered;
  }

  reply(head: string): string {
    if (!this.isForPage(head)) return 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n';
    const type = `Content-Type: ${this.type()}\r\nContent-Length: ${this.length()}`;
    return `HTTP/1.1 200 OK\r\n${type}\r\nConnection: close\r\n\r\n${this.page}`;
  }

  isForPage(head: string): boolean {
    return head.startsWith('GET / ');
  }

  type(): string {
    return 'text/html; charset=utf-8';
  }

  length(): number {
    return Buffer.byteLength(this.page);
  }

  upgrade(key: string): string {
    const accept = `Sec-WebSocket-Accept: ${this.accept(key)}`;
    const fields = `Upgrade: websocket\r\nConnection: Upgrade\r\n${accept}`;
    return `HTTP/1.1 101 Switching Protocols\r\n${fields}\r\n\r\n`;
  }

  accept(key: string): string {
    const whole = `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    return createHash('sha1').update(whole).digest('base64');
  }

  decoder(): Decoder {
    return openDecoder(1000);
  }

  async converse(client: TcpSocket, first: Buffer): Promise<void> {
    const decoder = this.decoder();
    let bytes = first;
    for (;;) {
      for (const { kind, content } of decoder.push(bytes)) {
        if (kind === 1) this.heard(client, String(content));
        if (kind === 9) await this.pong(client, content);
        if (kind === 8) return await this.answerClose(client, content);
      }
      const reason = decoder.error();
      if (reason !== undefined) return await this.refuse(client, reason);
      bytes = await client.recv();
      if (bytes.length === 0) return;
    }
  }

  heard(_client: TcpSocket, text: string): void {
    this.push(text);
  }

  async pong(client: TcpSocket, content: Buffer): Promise<void> {
    await client.sendAll(encodeFrame(10, content));
  }

  async answerClose(client: TcpSocket, content: Buffer): Promise<void> {
    await client.sendAll(encodeFrame(8, content));
  }

  async refuse(client: TcpSocket, reason: number): Promise<void> {
    await client.sendAll(encodeFrame(8, Buffer.of(reason >> 8, reason & 0xff)));
  }

  push(text: string): void {
    for (const client of this.live) {
      client.sendAll(this.frameOf(text)).catch(() => this.live.delete(client));
    }
  }

  frameOf(text: string): Buffer {
    return encodeFrame(1, Buffer.from(text));
  }

  size(): number {
    return this.live.size;
  }

  async close(): Promise<void> {
    this.server.close();
    for (const client of this.open) client.close();
    await this.accepting;
  }
}

/** The function of an answer with a server of that class. */
export function liveAnswer(
  Server: typeof PushServer,
): (host: string, page: string) => Promise<LiveServer> {
  return async (host, page) => {
    const server = new Server(host, page);
    server.start();
    return {
      port: server.server.localAddress.ipPort,
      push: (text) => server.push(text),
      size: () => server.size(),
      close: () => server.close(),
    };
  };
}
