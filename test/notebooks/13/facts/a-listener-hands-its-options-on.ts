import { deepEqual } from 'node:assert/strict';
import {
  SO_KEEPALIVE,
  SOL_SOCKET,
  SOL_TCP,
  TCP_KEEPIDLE,
  TCP_NODELAY,
  TcpServer,
  TcpSocket,
} from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.13.1', port: 0 });
const found: unknown[] = [];
for (const isOn of [true, false]) {
  server.socket.setsockopt(SOL_TCP, TCP_NODELAY, isOn);
  server.socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, isOn);
  server.socket.setsockopt(SOL_TCP, TCP_KEEPIDLE, isOn ? 77 : 88);
  using _client = await TcpSocket.connect(server.localAddress);
  using accepted = await server.accept();
  found.push([
    accepted.noDelay,
    accepted.getsockopt(SOL_SOCKET, SO_KEEPALIVE),
    accepted.getsockopt(SOL_TCP, TCP_KEEPIDLE),
  ]);
}
deepEqual(found, [
  [true, true, 77],
  [false, false, 88],
]);
