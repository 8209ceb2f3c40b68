import { equal } from 'node:assert/strict';
import { peers } from '../../../../lib/lab/peers/peers.ts';
import { BufferedReader, TcpServer } from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.0.1', port: 0 });
const stream = Buffer.from('\0\0\0\x08buy 3000\0\0\0\x0ahello 🦊\0\0\0\x04done');
const dripping = peers.dripper(server.localAddress, stream, { size: 5, interval: 20 });
using guest = await server.accept();
const reader = new BufferedReader(guest);
for (const text of ['buy 3000', 'hello 🦊', 'done']) {
  const length = (await reader.readExact(4)).readUInt32BE();
  equal(String(await reader.readExact(length)), text);
}
guest.close();
equal((await dripping).sent, stream.length);
