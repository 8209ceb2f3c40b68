import { equal, ok } from 'node:assert/strict';
import { SOL_TCP, TCP_CORK, TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.13.1', port: 0 });
using client = await TcpSocket.connect(server.localAddress);
using peer = await server.accept();
client.setsockopt(SOL_TCP, TCP_CORK, true);
await client.send('hel');
const began = performance.now();
equal(String(await peer.recv(9)), 'hel');
const held = performance.now() - began;
ok(held > 150, `${held} ms`);
await client.send('hel');
await client.send('lo');
client.setsockopt(SOL_TCP, TCP_CORK, false);
equal(String(await peer.recv(9)), 'hello');
