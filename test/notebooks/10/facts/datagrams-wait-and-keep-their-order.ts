/** Unix datagrams arrive in order, and a sender waits for a full receiver and goes on. */

import assert from 'node:assert/strict';
import { AF_UNIX, SOCK_DGRAM, Socket } from '../../../../lib/socket/index.ts';

const [from, to] = Socket.pair(AF_UNIX, SOCK_DGRAM);
const count = 2000;
const sending = (async () => {
  for (let number = 0; number < count; number += 1) await from.send(`${number}`.padEnd(100));
})();
for (let number = 0; number < count; number += 1) {
  assert.equal(Number(String(await to.recv(100))), number);
}
await sending;
from.close();
to.close();
