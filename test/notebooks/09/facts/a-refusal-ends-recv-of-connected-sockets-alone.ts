import { equal } from 'node:assert/strict';
import { UdpSocket } from '../../../../lib/socket/index.ts';

const gone = new UdpSocket({ host: '127.0.0.1', port: 0 });
const closed = gone.localAddress;
gone.close();
const codeOf = (call: Promise<unknown>) => call.then(String, ({ code }) => code);

using connected = new UdpSocket();
await connected.connect(closed);
await connected.send('hello');
equal(await codeOf(connected.recv(10, { timeout: 5000 })), 'ECONNREFUSED');

using loose = new UdpSocket();
for (let round = 0; round < 3; round += 1) {
  equal(await loose.sendTo('hello', closed), 5);
  equal(await codeOf(loose.recv(10, { timeout: 50 })), 'ETIMEDOUT');
}
