import { deepEqual } from 'node:assert/strict';
import { TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

using opened = new DisposableStack();
const first = opened.use(new TcpServer({ host: '127.0.12.1', port: 0 }));
const copy = opened.use(first.socket.dup());
const clients: TcpSocket[] = [];
for (let client = 0; client < 20; client++) {
  clients.push(opened.use(await TcpSocket.connect(first.localAddress)));
}
first.close();
const answers: string[] = [];
for (const client of clients) {
  const [connection] = await copy.accept();
  await connection.send('served');
  connection.close();
  answers.push(String(await client.recv()));
}
deepEqual(
  answers,
  clients.map(() => 'served'),
);
