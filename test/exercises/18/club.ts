/** The server of exercise 18 for members, step by step: a wrong answer is one that takes a step wrongly. */

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type TLSSocket, type TlsOptions, type Server as TlsServer } from 'node:tls';

export interface Own {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

export interface Server {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export class Club implements Server {
  readonly members: readonly string[];
  readonly server: TlsServer;
  readonly sockets = new Set<Socket>();

  constructor(own: Own, members: readonly string[]) {
    this.members = members;
    this.server = createServer(this.options(own), (client) => this.welcome(client));
    this.server.on('tlsClientError', () => {});
    this.server.on('connection', (socket: Socket) => this.came(socket));
  }

  options(own: Own): TlsOptions {
    return { ...own, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' };
  }

  address(host: string): string {
    return host;
  }

  async listen(host: string): Promise<this> {
    this.server.listen(0, this.address(host));
    await once(this.server, 'listening');
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  came(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
  }

  welcome(client: TLSSocket): void {
    client.on('error', () => client.destroy());
    const name = String(client.getPeerCertificate().subject?.CN);
    if (this.isMember(name)) this.serve(client, name);
    else this.refuse(client);
  }

  isMember(name: string): boolean {
    return this.members.includes(name);
  }

  refuse(client: TLSSocket): void {
    client.resume().end('not a member\n');
  }

  serve(client: TLSSocket, name: string): void {
    let bytes = Buffer.alloc(0);
    client.on('data', (piece: Buffer) => {
      if (client.writableEnded) return;
      bytes = Buffer.concat([bytes, piece]);
      const end = bytes.indexOf('\n');
      if (end >= 0) this.answer(client, `${name}: ${bytes.subarray(0, end)}\n`);
    });
  }

  answer(client: TLSSocket, line: string): void {
    client.end(line);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** The function that a learner writes. */
export function clubAnswer(Kind: new (own: Own, members: readonly string[]) => Club) {
  return (host: string, own: Own, members: readonly string[]): Promise<Server> =>
    new Kind(own, members).listen(host);
}
