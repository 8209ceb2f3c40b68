import { deepEqual } from 'node:assert/strict';
import { TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';
import { outcomeOf } from '../../connected-pair.ts';

const clientCount = 20;
using opened = new DisposableStack();
const first = opened.use(new TcpServer({ host: '127.0.0.1', port: 0 }, { reusePort: true }));
const { localAddress } = first;
const second = new TcpServer({ host: '127.0.0.1', port: localAddress.ipPort }, { reusePort: true });
const clients: TcpSocket[] = [];
for (let client = 0; client < clientCount; client++) {
  clients.push(opened.use(await TcpSocket.connect(localAddress)));
}
second.close();
const waiting = first.socket.tcpInfo().unacked;
const receive = (client: TcpSocket) => outcomeOf(() => client.recv(1, { timeout: 50 }));
const outcomes = await Promise.all(clients.map(receive));
const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
deepEqual([count('ETIMEDOUT'), count('ECONNRESET')], [waiting, clientCount - waiting]);
