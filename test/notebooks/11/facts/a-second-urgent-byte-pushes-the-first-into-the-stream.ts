import { deepEqual } from 'node:assert/strict';
import { MSG_OOB, select, TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.11.1', port: 0 });
using sender = await TcpSocket.connect(server.localAddress);
using receiver = await server.accept();
await sender.send('x1', { flags: MSG_OOB });
await sender.send('2', { flags: MSG_OOB });
await select({ except: [receiver], timeout: 5000 });
const urgent = await receiver.recv(1, { flags: MSG_OOB });
const stream = await receiver.recv(100);
deepEqual([String(urgent), String(stream)], ['2', 'x1']);
