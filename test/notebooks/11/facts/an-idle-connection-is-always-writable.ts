import { equal } from 'node:assert/strict';
import { EPOLLOUT, Epoll, TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.11.1', port: 0 });
using client = await TcpSocket.connect(server.localAddress);
using epoll = new Epoll();
epoll.add(client, EPOLLOUT);
for (const _ of [1, 2, 3]) equal((await epoll.wait(8, { timeout: 0 })).length, 1);
