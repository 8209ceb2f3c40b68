/** The router of exercise 18, step by step: a wrong answer is one that takes a step wrongly. */

import { TcpServer, TcpSocket } from 'wirebook';
import type { Server } from './club.ts';

export type Ports = Readonly<Record<string, number>>;

export class Router implements Server {
  readonly host: string;
  readonly ports: Ports;
  readonly server: TcpServer;
  readonly sockets = new Set<TcpSocket>();
  readonly serving = new Set<Promise<void>>();
  readonly accepting: Promise<void>;
  readonly limit: number = 16384;

  constructor(host: string, ports: Ports) {
    this.host = host;
    this.ports = ports;
    this.server = new TcpServer({ host: this.address(host), port: 0 });
    this.accepting = this.acceptAll().catch(() => {});
  }

  address(host: string): string {
    return host;
  }

  get port(): number {
    return this.server.localAddress.ipPort;
  }

  async acceptAll(): Promise<void> {
    for await (const client of this.server) {
      this.sockets.add(client);
      await this.welcome(client);
    }
  }

  async welcome(client: TcpSocket): Promise<void> {
    const work = this.attend(client);
    this.serving.add(work);
    void work.then(() => this.serving.delete(work));
  }

  async attend(client: TcpSocket): Promise<void> {
    try {
      await this.serve(client);
    } catch {
      await this.refuse(client);
    }
    client.close();
    this.sockets.delete(client);
  }

  async refuse(_client: TcpSocket): Promise<void> {}

  async serve(client: TcpSocket): Promise<void> {
    let bytes = Buffer.alloc(0);
    let hello: Buffer | undefined;
    while (hello === undefined) {
      const piece = await client.recv();
      if (piece.length === 0) return;
      bytes = Buffer.concat([bytes, piece]);
      hello = this.findHello(bytes);
    }
    const name = this.nameIn(hello) ?? '';
    const port = this.portOf(name, bytes);
    if (port === undefined) throw new RangeError('unknown name');
    const behind = await TcpSocket.connect({ host: this.host, port });
    this.sockets.add(behind);
    try {
      await behind.sendAll(this.opening(bytes, hello));
      await this.join(client, behind);
    } finally {
      this.leave(behind);
    }
  }

  /** The ClientHello, or undefined while it is not complete. */
  findHello(bytes: Buffer): Buffer | undefined {
    let message = Buffer.alloc(0);
    let at = 0;
    while (at < bytes.length) {
      if (bytes[at] !== 22) return this.isNone('not a record of the handshake');
      if (at + 5 > bytes.length) return undefined;
      const end = at + 5 + bytes.readUInt16BE(at + 3);
      message = Buffer.concat([message, bytes.subarray(at + 5, end)]);
      if (message.length > 0 && message[0] !== 1) return this.isNone('not a ClientHello');
      const length = message.length < 4 ? 0 : message.readUIntBE(1, 3);
      if (length > this.limit) return this.isNone('too long');
      if (message.length >= 4 && message.length >= 4 + length) {
        return message.subarray(0, 4 + length);
      }
      at = end;
    }
    return undefined;
  }

  isNone(why: string): undefined {
    throw new RangeError(why);
  }

  part(bytes: Buffer, start: number, length: number): Buffer {
    if (start + length > bytes.length) throw new RangeError('beyond the end');
    return bytes.subarray(start, start + length);
  }

  nameIn(hello: Buffer): string | undefined {
    let at = 4 + 2 + 32;
    at += 1 + hello.readUInt8(at);
    at += 2 + hello.readUInt16BE(at);
    at += 1 + hello.readUInt8(at);
    const extensions = this.part(hello, at + 2, hello.readUInt16BE(at));
    at = 0;
    while (at < extensions.length) {
      const content = this.part(extensions, at + 4, extensions.readUInt16BE(at + 2));
      if (extensions.readUInt16BE(at) === 0) {
        const list = this.part(content, 2, content.readUInt16BE(0));
        if (!this.isHostName(list)) return undefined;
        return this.toName(this.part(list, 3, list.readUInt16BE(1)));
      }
      at += 4 + content.length;
    }
    return undefined;
  }

  isHostName(list: Buffer): boolean {
    return list.readUInt8(0) === 0;
  }

  toName(bytes: Buffer): string {
    return bytes.toString('latin1').toLowerCase();
  }

  portOf(name: string, _bytes: Buffer): number | undefined {
    return Object.hasOwn(this.ports, name) ? this.ports[name] : undefined;
  }

  /** What the server behind gets first. */
  opening(bytes: Buffer, _hello: Buffer): Buffer {
    return bytes;
  }

  async join(client: TcpSocket, behind: TcpSocket): Promise<void> {
    await Promise.all([this.pass(client, behind), this.pass(behind, client)]);
  }

  async pass(from: TcpSocket, to: TcpSocket): Promise<void> {
    for (;;) {
      const piece = await from.recv();
      if (piece.length === 0) break;
      await to.sendAll(piece);
    }
    this.passEnd(to);
  }

  passEnd(to: TcpSocket): void {
    to.closeWrite();
  }

  leave(behind: TcpSocket): void {
    behind.close();
    this.sockets.delete(behind);
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await this.accepting;
    await Promise.all(this.serving);
  }

  cut(): void {
    for (const socket of this.sockets) socket.close();
  }
}

/** The function that a learner writes. */
export function routerAnswer(Kind: new (host: string, ports: Ports) => Router) {
  return async (host: string, ports: Ports): Promise<Server> => new Kind(host, ports);
}
