import { equal, ok } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { TcpServer, TcpSocket } from '../../../../lib/socket/index.ts';

const host = '127.0.15.1';

// A server that drips, a byte in 100 ms: the limit of each call still does not notice, and the deadline does.
using server = new TcpServer({ host, port: 0 });
const dripping = (async () => {
  for (let count = 0; count < 2; count++) {
    const client = await server.accept();
    for (let sent = 0; sent < 15; sent++) {
      await delay(100);
      await client.send('x').catch(() => {});
    }
    client.close();
  }
})();
const read = async (limits: { timeout?: number; deadline?: number }) => {
  using client = await TcpSocket.connect(server.localAddress);
  while ((await client.recv(100, limits)).length > 0);
};
const began = performance.now();
await read({ timeout: 1000 });
ok(performance.now() - began > 1400);
const { code } = await read({ deadline: performance.now() + 1000 }).catch((error) => error);
equal(code, 'ETIMEDOUT');
await dripping;

// With three attempts, 20 and 40 ms apart at the most, a server that comes 400 ms late is missed.
let attempts = 0;
let last = '';
for (const pause of [20, 40, 0]) {
  attempts += 1;
  last = await TcpSocket.connect({ host, port: 4659 }).then(
    () => 'no error',
    (error) => error.code,
  );
  await delay(pause);
}
equal(attempts, 3);
equal(last, 'ECONNREFUSED');
