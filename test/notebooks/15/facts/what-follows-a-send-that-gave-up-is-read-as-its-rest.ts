import { deepEqual, ok } from 'node:assert/strict';
import { connectedPair } from '../../connected-pair.ts';

const { client, server } = await connectedPair('127.0.15.1');
using near = client;
using far = server;
const { bytesSent } = await near
  .sendAll(Buffer.alloc(20_000_000, 'x'), { timeout: 100 })
  .catch((error) => error);
ok(bytesSent > 0 && bytesSent < 20_000_000);
const received: Buffer[] = [];
const reading = (async () => {
  for await (const piece of far) received.push(Buffer.from(piece));
})();
await near.sendAll('next');
near.closeWrite();
await reading;
const all = Buffer.concat(received);
deepEqual(all.subarray(bytesSent - 2), Buffer.from('xxnext'));
