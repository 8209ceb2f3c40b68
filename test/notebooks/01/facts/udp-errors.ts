/** Lesson 01, promises: an unconnected UDP socket is told nothing of a closed port, a connected one is. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Addrinfo, AF_INET, SOCK_DGRAM, Socket } from '../../../../lib/socket/index.ts';

const nowhere = Addrinfo.udp('127.0.1.9', 4401);

using postcard = new Socket(AF_INET, SOCK_DGRAM);
for (let time = 0; time < 3; time++) {
  assert.equal(await postcard.sendTo('hello?', nowhere), 6);
  await delay(10);
}

using connected = new Socket(AF_INET, SOCK_DGRAM);
await connected.connect(nowhere);
assert.equal(await connected.send('hello?'), 6);
await assert.rejects(connected.recv(undefined, { timeout: 1000 }), { code: 'ECONNREFUSED' });
