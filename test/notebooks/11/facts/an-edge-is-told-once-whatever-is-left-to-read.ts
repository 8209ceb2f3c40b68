import { equal } from 'node:assert/strict';
import { EPOLLET, EPOLLIN, Epoll, TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.11.1', port: 0 });
using sender = await TcpSocket.connect(server.localAddress);
using receiver = await server.accept();
using epoll = new Epoll();
epoll.add(receiver, EPOLLIN | EPOLLET);
await sender.send(Buffer.alloc(1500));
equal((await epoll.wait(8, { timeout: 5000 })).length, 1);
equal((await receiver.recv(1000)).length, 1000);
equal((await epoll.wait(8, { timeout: 50 })).length, 0);
equal((await receiver.recv(1000)).length, 500);
