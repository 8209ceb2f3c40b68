/** A right answer to exercise 18, with readers of streams, and one signal that ends all. */

import { once } from 'node:events';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import { createServer as createPlainServer, connect as dial } from 'node:net';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { Place } from '../asker.ts';
import type { Own, Server } from '../club.ts';
import { type Ports, Router } from '../router.ts';

const authorities = ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN'];

export async function ask(place: Place, ca: string, question: string): Promise<string> {
  const client = connect({ ...place, servername: place.name, ca });
  let answer = Buffer.alloc(0);
  try {
    await once(client, 'secureConnect');
    client.write(Buffer.from(`${question}\n`));
    for await (const piece of client) answer = Buffer.concat([answer, piece]);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (authorities.includes(code)) throw new Error('unknown authority');
    if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') throw new Error('wrong host');
    if (code === 'CERT_HAS_EXPIRED') throw new Error('expired');
    throw error;
  } finally {
    client.destroy();
  }
  return answer.toString('utf8');
}

async function listening(server: NetServer, host: string, ending: AbortController) {
  server.on('connection', (socket: Socket) => {
    const destroy = () => socket.destroy();
    ending.signal.addEventListener('abort', destroy);
    socket.on('close', () => ending.signal.removeEventListener('abort', destroy));
  });
  server.listen({ port: 0, host });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

export async function openClub(
  host: string,
  own: Own,
  members: readonly string[],
): Promise<Server> {
  const ending = new AbortController();
  const server = createServer({ ...own, minVersion: 'TLSv1.2', requestCert: true });
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (client: TLSSocket) => {
    client.on('error', () => {});
    const { CN } = client.getPeerCertificate().subject;
    const name = String(CN);
    const lines = createInterface({ input: client });
    lines.on('error', () => {});
    if (members.some((member) => member === name)) {
      lines.once('line', (line) => client.end(`${name}: ${line}\n`));
    } else client.end('not a member\n');
    client.on('end', () => client.destroySoon());
  });
  const port = await listening(server, host, ending);
  return {
    port,
    async close() {
      server.close();
      ending.abort();
      await once(server, 'close');
    },
  };
}

/** Reads a ClientHello as the plain answer does, and joins streams of Node. */
export async function openRouter(host: string, ports: Ports): Promise<Server> {
  const ending = new AbortController();
  const reader: Pick<Router, 'findHello' | 'nameIn'> = Object.create(Router.prototype, {
    limit: { value: 2 ** 14 },
  });
  const working = new Set<Promise<void>>();

  async function portFor(client: Socket): Promise<[port: number, bytes: Buffer] | undefined> {
    let bytes = Buffer.alloc(0);
    for (;;) {
      const piece: Buffer | null = client.read();
      if (piece === null) {
        if (client.readableEnded || client.destroyed) return undefined;
        await Promise.race(['readable', 'end', 'close'].map((event) => once(client, event)));
        continue;
      }
      bytes = Buffer.concat([bytes, piece]);
      const hello = reader.findHello(bytes);
      if (hello === undefined) continue;
      const port = new Map(Object.entries(ports)).get(reader.nameIn(hello) ?? '');
      return port === undefined ? undefined : [port, bytes];
    }
  }

  async function route(client: Socket): Promise<void> {
    const found = await portFor(client);
    if (found === undefined) return;
    const [port, bytes] = found;
    const behind = dial({ host, port, allowHalfOpen: true });
    behind.on('error', () => {});
    const { signal } = ending;
    const stop = () => {
      client.destroy();
      behind.destroy();
    };
    try {
      await once(behind, 'connect', { signal });
      behind.write(bytes);
      const both = [pipeline(client, behind, { signal }), pipeline(behind, client, { signal })];
      for (const way of both) way.catch(stop);
      await Promise.allSettled(both);
    } finally {
      stop();
      if (!behind.closed) await once(behind, 'close');
    }
  }

  const server = createPlainServer({ allowHalfOpen: true }, (client) => {
    client.on('error', () => {});
    const work: Promise<void> = route(client)
      .catch(() => {})
      .then(() => {
        client.destroy();
        working.delete(work);
      });
    working.add(work);
  });
  const port = await listening(server, host, ending);
  return {
    port,
    async close() {
      server.close();
      ending.abort();
      await once(server, 'close');
      await Promise.all(working);
    },
  };
}
