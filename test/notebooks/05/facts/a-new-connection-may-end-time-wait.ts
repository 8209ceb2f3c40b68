import { equal } from 'node:assert/strict';
import { inetSockets } from '../../../../lib/lab/system/proc-net.ts';
import {
  AF_INET,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  TcpServer,
} from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.0.1', port: 0 });
const { localAddress } = server;
const states = (state: string) =>
  inetSockets('tcp').filter(
    (socket) => socket.localPort === localAddress.ipPort && socket.state === state,
  ).length;

using first = new Socket(AF_INET, SOCK_STREAM);
await first.connect(localAddress);
const clientAddress = first.localAddress;
(await server.accept()).close();
await first.recv();
first.close();
equal(states('TIME_WAIT'), 1);

using second = new Socket(AF_INET, SOCK_STREAM);
second.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
second.bind(clientAddress);
await second.connect(localAddress, { timeout: 500 });
equal(states('TIME_WAIT'), 0);
equal(states('ESTABLISHED'), 1);
