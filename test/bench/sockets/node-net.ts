/** `node:net`, for the workloads, written as its manual would. */

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { HOST, message, runWorkload } from './workloads.ts';

await runWorkload<Socket, Socket>({
  async listen() {
    const arrived: Socket[] = [];
    const waiting: ((connection: Socket) => void)[] = [];
    const server = createServer({ noDelay: false }, (connection) => {
      // A reset ends the connection, as its close tells.
      connection.on('error', () => undefined);
      const next = waiting.shift();
      if (next === undefined) arrived.push(connection);
      else next(connection);
    });
    server.listen({ port: 0, host: HOST, backlog: 4096 });
    await once(server, 'listening');
    const accept = async () =>
      arrived.shift() ?? (await new Promise<Socket>((resolve) => waiting.push(resolve)));
    // A server that listens at a port has an address with a port.
    return { port: (server.address() as AddressInfo).port, accept };
  },
  async connect(port) {
    const client = connect(port, HOST);
    await once(client, 'connect');
    return client;
  },
  echo: (connection) =>
    once(
      connection.on('data', (data) => connection.write(data)),
      'close',
    ),
  roundTrips: (client, count) =>
    new Promise((resolve) => {
      let done = 0;
      let left = message.length;
      const onData = (chunk: Buffer): void => {
        left -= chunk.length;
        if (left > 0) return;
        left = message.length;
        if (++done < count) client.write(message);
        else {
          client.off('data', onData);
          resolve();
        }
      };
      client.on('data', onData);
      client.write(message);
    }),
  async sendMany(client, data, count) {
    const answer = once(client, 'data');
    for (let i = 0; i < count; i++) {
      if (!client.write(data)) await once(client, 'drain');
    }
    await answer;
  },
  receiveMany: (connection, bytes) =>
    new Promise((resolve) => {
      let left = bytes;
      connection.on('data', (chunk) => {
        left -= chunk.length;
        if (left <= 0) connection.end('x', resolve);
      });
    }),
  async reset(client, connection) {
    const closed = once(connection, 'close');
    client.resetAndDestroy();
    connection.destroy();
    await closed;
  },
  hold: (connection) => void connection.on('data', () => undefined),
});
