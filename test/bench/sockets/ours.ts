/** This library, for the workloads. */

import {
  Addrinfo,
  SO_LINGER,
  SOL_SOCKET,
  type Socket,
  TcpServer,
  TcpSocket,
} from '../../../lib/socket/index.ts';
import { HOST, message, runWorkload } from './workloads.ts';

/** The size of a receive, here and in the other languages; `node:net` takes 64 KiB. */
const PIECE = 262_144;

/** Servers live as long as the process, also once they accept no more. */
const servers: TcpServer[] = [];

await runWorkload<Socket, Socket>({
  async listen() {
    const server = new TcpServer({ host: HOST, port: 0 });
    servers.push(server);
    const accept = async () => (await server.socket.accept())[0];
    return { port: server.localAddress.ipPort, accept };
  },
  connect: (port) => TcpSocket.connect(Addrinfo.tcp(HOST, port)),
  async echo(connection) {
    for (;;) {
      const chunk = await connection.recv();
      if (chunk.length === 0) return connection.close();
      await connection.sendAll(chunk);
    }
  },
  async roundTrips(client, count) {
    for (let i = 0; i < count; i++) {
      await client.sendAll(message);
      for (let left = message.length; left > 0; ) left -= (await client.recv()).length;
    }
  },
  async sendMany(client, data, count) {
    for (let i = 0; i < count; i++) await client.sendAll(data);
    await client.recvExact(1);
  },
  async receiveMany(connection, bytes) {
    const room = Buffer.alloc(PIECE);
    for (let left = bytes; left > 0; ) left -= await connection.recvInto(room);
    await connection.sendAll('x');
  },
  async reset(client, connection) {
    client.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
    client.close();
    connection.close();
  },
  hold: (connection) => void connection.recv().catch(() => undefined),
});
