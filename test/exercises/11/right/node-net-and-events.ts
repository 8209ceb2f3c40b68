/** A right answer to exercise 11 over node:net: events, and the write buffers of streams. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { OpenHub } from '../hub.ts';
import type { PortState } from '../ports.ts';

export function portStates(
  host: string,
  ports: readonly number[],
  wait: number,
): Promise<readonly PortState[]> {
  const one = (port: number) => {
    const { promise, resolve } = Promise.withResolvers<PortState>();
    const socket = connect({ host, port });
    const timer = setTimeout(() => finish('silent'), wait);
    const finish = (state: PortState) => {
      clearTimeout(timer);
      socket.once('close', () => resolve(state));
      socket.destroy();
    };
    socket.once('connect', () => finish('open'));
    socket.once('error', () => finish('closed'));
    return promise;
  };
  return Promise.all(ports.map(one));
}

export async function openHub(host: string, limit: number): Promise<OpenHub> {
  const rests = new Map<Socket, Buffer[]>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    rests.set(socket, []);
    socket.on('data', (piece) => {
      let from = 0;
      for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
        const line = Buffer.concat([...(rests.get(socket) ?? []), piece.subarray(from, end + 1)]);
        from = end + 1;
        rests.set(socket, []);
        if (line.length > limit) {
          socket.destroy();
          return;
        }
        for (const other of rests.keys()) {
          if (other === socket) continue;
          if (other.writableLength + line.length > limit) other.destroy();
          else other.write(line);
        }
      }
      const rest = rests.get(socket);
      rest?.push(piece.subarray(from));
      if (Buffer.concat(rest ?? []).length >= limit) socket.destroy();
    });
    socket.on('end', () => socket.end(() => socket.destroy()));
    socket.on('error', () => {
      // 'close' follows.
    });
    socket.on('close', () => rests.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = [server, ...rests.keys()].map((each) => once(each, 'close'));
      server.close();
      for (const socket of rests.keys()) socket.destroy();
      await Promise.all(closed);
    },
  };
}
