/** A right answer to exercise 18, with streams of Node and events. */

import type { AddressInfo, Server as NetServer } from 'node:net';
import { createServer as createPlainServer, connect as dial, type Socket } from 'node:net';
import { connect, createServer } from 'node:tls';
import type { Place } from '../asker.ts';
import type { Own, Server } from '../club.ts';
import type { Ports } from '../router.ts';

export function ask({ host, port, name }: Place, ca: string, question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const client = connect({ host, port, ca, servername: name }, () => {
      client.write(`${question}\n`);
    });
    client.on('data', (piece: Buffer) => pieces.push(piece));
    client.on('end', () => resolve(Buffer.concat(pieces).toString()));
    client.on('error', (error: NodeJS.ErrnoException) => {
      client.destroy();
      if (error.code === 'CERT_HAS_EXPIRED') reject(new Error('expired'));
      else if (error.code === 'ERR_TLS_CERT_ALTNAME_INVALID') reject(new Error('wrong host'));
      else if (/^(UNABLE_TO_|SELF_SIGNED)/.test(error.code ?? '')) {
        reject(new Error('unknown authority'));
      } else reject(error);
    });
  });
}

/** Listens, and knows how to close all. */
function open(server: NetServer, host: string): Promise<Server> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return new Promise((resolve) => {
    server.listen(0, host, () => resolve({ port: (server.address() as AddressInfo).port, close }));
  });
}

export function openClub(host: string, own: Own, members: readonly string[]): Promise<Server> {
  const known = new Set(members);
  const options = { ...own, requestCert: true, rejectUnauthorized: false } as const;
  const server = createServer({ ...options, minVersion: 'TLSv1.2' }, (client) => {
    client.on('error', () => {});
    if (!client.authorized) {
      client.destroy();
      return;
    }
    const name = String(client.getPeerCertificate().subject.CN);
    if (!known.has(name)) client.end('not a member\n');
    const pieces: Buffer[] = [];
    client.on('data', (piece: Buffer) => {
      pieces.push(piece);
      if (!piece.includes(10) || client.writableEnded) return;
      const [line] = Buffer.concat(pieces).toString().split('\n');
      client.end(`${name}: ${line}\n`);
    });
  });
  server.on('tlsClientError', () => {});
  return open(server, host);
}

/** Reads bytes from a position on that it keeps. */
class Cursor {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  number(size: number): number {
    const value = this.bytes.readUIntBE(this.at, size);
    this.at += size;
    return value;
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new RangeError('beyond the end');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  sized(size: number): Buffer {
    return this.take(this.number(size));
  }

  get isOver(): boolean {
    return this.at === this.bytes.length;
  }
}

/** Takes the records apart as they come, and answers the body of the ClientHello. */
class Records {
  #rest = Buffer.alloc(0);
  #left = 0;
  #message = Buffer.alloc(0);

  add(piece: Buffer): Buffer | undefined {
    this.#rest = Buffer.concat([this.#rest, piece]);
    while (this.#rest.length > 0) {
      if (this.#left === 0) {
        if (this.#rest[0] !== 22) throw new RangeError('not a handshake');
        if (this.#rest.length < 5) break;
        this.#left = this.#rest.readUInt16BE(3);
        this.#rest = this.#rest.subarray(5);
        continue;
      }
      const part = this.#rest.subarray(0, this.#left);
      this.#left -= part.length;
      this.#rest = this.#rest.subarray(part.length);
      this.#message = Buffer.concat([this.#message, part]);
      const [type] = this.#message;
      if (type !== undefined && type !== 1) throw new RangeError('not a ClientHello');
      if (this.#message.length < 4) continue;
      const length = this.#message.readUIntBE(1, 3);
      if (length > 16384) throw new RangeError('too long');
      if (this.#message.length >= 4 + length) return this.#message.subarray(4, 4 + length);
    }
    return undefined;
  }
}

function serverName(body: Buffer): string | undefined {
  const hello = new Cursor(body);
  hello.take(34);
  for (const size of [1, 2, 1]) hello.sized(size);
  const extensions = new Cursor(hello.sized(2));
  while (!extensions.isOver) {
    const type = extensions.number(2);
    const content = new Cursor(extensions.sized(2));
    if (type !== 0) continue;
    const list = new Cursor(content.sized(2));
    return list.number(1) === 0 ? list.sized(2).toString().toLowerCase() : undefined;
  }
  return undefined;
}

export function openRouter(host: string, ports: Ports): Promise<Server> {
  const byName = new Map(Object.entries(ports));
  const behinds = new Set<Socket>();
  const server = createPlainServer({ allowHalfOpen: true }, (client) => {
    const records = new Records();
    const kept: Buffer[] = [];
    client.on('error', () => {});
    client.on('end', () => {
      if (client.listenerCount('data') > 0 && kept.length >= 0 && !isRouted) client.destroy();
    });
    let isRouted = false;
    client.on('data', function look(piece: Buffer) {
      kept.push(piece);
      let port: number | undefined;
      try {
        const body = records.add(piece);
        if (body === undefined) return;
        port = byName.get(serverName(body) ?? '');
      } catch {
        // It is not a ClientHello.
      }
      if (port === undefined) {
        client.destroy();
        return;
      }
      isRouted = true;
      client.off('data', look).pause();
      const behind = dial({ host, port, allowHalfOpen: true }, () => {
        behind.write(Buffer.concat(kept));
        client.pipe(behind);
        behind.pipe(client);
      });
      behinds.add(behind);
      behind.on('error', () => client.destroy());
      behind.on('close', () => {
        behinds.delete(behind);
        client.destroy();
      });
      client.on('close', () => behind.destroy());
    });
  });
  return open(server, host).then(({ port, close }) => ({
    port,
    close: async () => {
      const gone = [...behinds].map((behind) => new Promise((done) => behind.on('close', done)));
      for (const behind of behinds) behind.destroy();
      await Promise.all([close(), ...gone]);
    },
  }));
}
