/** A right answer to exercise 04: memory filled in place, partial sends by hand, Node's streams. */

import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket as Stream } from 'node:net';
import type { Socket } from 'wirebook';
import type { Endpoint, OpenRelay, Overhear } from '../relay.ts';

export async function readExactly(socket: Socket, length: number): Promise<Buffer | undefined> {
  const room = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = await socket.recvInto(room.subarray(filled));
    if (count === 0 && filled === 0) return undefined;
    if (count === 0) throw new RangeError(`${filled} bytes came, ${length} were wanted`);
    filled += count;
  }
  return room;
}

export async function copy(from: Socket, to: Socket): Promise<number> {
  for (let total = 0; ; ) {
    let rest = await from.recv(10_000);
    if (rest.length === 0) return total;
    total += rest.length;
    while (rest.length > 0) rest = rest.subarray(await to.send(rest));
  }
}

export async function openRelay(
  host: string,
  target: Endpoint,
  overhear: Overhear,
): Promise<OpenRelay> {
  const streams = new Set<Stream>();
  const server = createServer((client) => {
    const upstream = createConnection(target);
    connect(client, upstream, (bytes) => overhear('>', bytes));
    connect(upstream, client, (bytes) => overhear('<', bytes));
  });

  function connect(from: Stream, to: Stream, hear: (bytes: Buffer) => void): void {
    streams.add(from);
    from.on('data', hear);
    from.pipe(to);
    // The error itself tells nothing that the close does not.
    from.on('error', () => {});
    from.on('close', () => {
      streams.delete(from);
      to.destroySoon();
    });
  }

  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const stream of streams) stream.destroy();
      await closed;
    },
  };
}
