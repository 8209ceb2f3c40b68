/** The file server of exercise 09, step by step: a wrong answer is one that takes a step wrongly. */

import { type Addrinfo, UdpSocket } from 'wirebook';
import type { OpenServer } from './clock.ts';
import type { Patience } from './question.ts';

export type Files = Readonly<Record<string, Uint8Array>>;

export type OpenFileServer = (
  host: string,
  files: Files,
  patience: Patience,
) => Promise<OpenServer>;

/** The client has given up, or is silent. */
export class TransferEnd extends Error {}

export class FileServer {
  readonly host: string;
  readonly files: Files;
  readonly patience: Patience;
  readonly listener: UdpSocket;
  readonly sockets = new Set<UdpSocket>();
  readonly transfers = new Set<Promise<void>>();
  readonly #loop: Promise<void>;

  constructor(host: string, files: Files, patience: Patience) {
    this.host = this.address(host);
    this.files = files;
    this.patience = patience;
    this.listener = new UdpSocket({ host: this.host, port: 0 });
    // Closing the socket ends the loop.
    this.#loop = this.#serve().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  async #serve(): Promise<void> {
    for (;;) {
      const [request, client] = await this.listener.recvFrom();
      if (client) await this.welcome(request, client);
    }
  }

  /** Serves a client while the next request is awaited. */
  async welcome(request: Buffer, client: Addrinfo): Promise<void> {
    const running = this.transfer(request, client).finally(() => this.transfers.delete(running));
    this.transfers.add(running);
  }

  async open(client: Addrinfo): Promise<UdpSocket> {
    const socket = new UdpSocket({ host: this.host, port: 0 });
    this.sockets.add(socket);
    await socket.connect(client);
    return socket;
  }

  async transfer(request: Buffer, client: Addrinfo): Promise<void> {
    const socket = await this.open(client);
    try {
      await this.answer(socket, request, client);
      this.part(socket);
    } catch (error) {
      this.fail(socket, error);
    }
  }

  /** The end of a transfer that went well. */
  part(socket: UdpSocket): void {
    socket.close();
    this.sockets.delete(socket);
  }

  /** The end of one that did not. */
  fail(socket: UdpSocket, _error: unknown): void {
    this.part(socket);
  }

  async answer(socket: UdpSocket, request: Buffer, client: Addrinfo): Promise<void> {
    const name = this.nameOf(request);
    const file = name === undefined ? undefined : this.find(name);
    if (file !== undefined) await this.sendFile(socket, file);
    else if (name === undefined) await this.refuse(socket, 4, client);
    else await this.refuse(socket, 1, client);
  }

  nameOf(request: Buffer): string | undefined {
    const [name = '', ...rest] = String(request.subarray(2)).split('\0');
    const isRequest = this.isRead(request) && name !== '' && rest.length >= 2;
    return isRequest ? name : undefined;
  }

  isRead(request: Buffer): boolean {
    return request[0] === 0 && request[1] === 1;
  }

  find(name: string): Uint8Array | undefined {
    return Object.hasOwn(this.files, name) ? this.files[name] : undefined;
  }

  async refuse(socket: UdpSocket, code: number, _client: Addrinfo): Promise<void> {
    await socket.send(this.error(code));
  }

  error(code: number): Buffer {
    return this.message(5, code, 'refused\0');
  }

  async sendFile(socket: UdpSocket, file: Uint8Array): Promise<void> {
    for (let at = 0; !this.isOver(at, file); at += 512) {
      await this.deliver(socket, at / 512 + 1, this.block(file, at));
    }
  }

  isOver(at: number, file: Uint8Array): boolean {
    return at > file.length;
  }

  block(file: Uint8Array, at: number): Uint8Array {
    return file.subarray(at, at + 512);
  }

  async deliver(socket: UdpSocket, number: number, block: Uint8Array): Promise<void> {
    for (let attempt = 1; attempt <= this.attempts(); attempt += 1) {
      await this.sendBlock(socket, number, block);
      if (await this.isAcknowledged(socket, number, this.timeout(attempt))) return;
    }
    throw new TransferEnd('silent');
  }

  async sendBlock(socket: UdpSocket, number: number, block: Uint8Array): Promise<void> {
    await socket.send(this.message(3, number, block));
  }

  attempts(): number {
    return this.patience.attempts;
  }

  timeout(_attempt: number): number {
    return this.patience.wait;
  }

  async isAcknowledged(socket: UdpSocket, number: number, timeout: number): Promise<boolean> {
    const deadline = performance.now() + timeout;
    for (;;) {
      const reply = await this.receive(socket, this.left(deadline, timeout));
      if (reply === undefined) return false;
      if (this.isError(reply)) throw new TransferEnd('error');
      if (this.accepts(reply, number)) return true;
      if (this.isStale(reply)) return false;
    }
  }

  left(deadline: number, _timeout: number): number {
    return deadline - performance.now();
  }

  isError(reply: Buffer): boolean {
    return reply.length >= 4 && reply.readUInt16BE() === 5;
  }

  accepts(reply: Buffer, number: number): boolean {
    return reply.length >= 4 && reply.readUInt16BE() === 4 && reply.readUInt16BE(2) === number;
  }

  /** True for what makes the server send at once. */
  isStale(_reply: Buffer): boolean {
    return false;
  }

  async receive(socket: UdpSocket, timeout: number): Promise<Buffer | undefined> {
    try {
      return await socket.recv(600, { timeout });
    } catch (error) {
      if (['ETIMEDOUT', 'EAGAIN'].includes(Object(error).code)) return undefined;
      throw error;
    }
  }

  message(code: number, number: number, rest: Uint8Array | string): Buffer {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(code);
    head.writeUInt16BE(number & 0xffff, 2);
    return Buffer.concat([head, Buffer.from(rest as string)]);
  }

  async close(): Promise<void> {
    this.listener.close();
    await this.closeTransfers();
    await this.#loop;
  }

  async closeTransfers(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    await Promise.all(this.transfers);
  }
}

/** The function of the exercise that opens such a server. */
export function fileAnswer(Kind: typeof FileServer): OpenFileServer {
  return async (host, files, patience) => {
    const server = new Kind(host, files, patience);
    return { port: server.listener.localAddress.ipPort, close: () => server.close() };
  };
}
