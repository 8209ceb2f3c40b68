import { equal } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { IPPROTO_TCP, TCP_NODELAY } from '../../../../lib/socket/index.ts';
import { connectedPair } from '../../connected-pair.ts';

const { client, server } = await connectedPair();
client.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
for (const order of ['buy 1', 'sell 2', 'buy 30']) {
  await client.send(order);
  await delay(20);
}
equal(String(await server.recv()), 'buy 1sell 2buy 30');
client.close();
server.close();
