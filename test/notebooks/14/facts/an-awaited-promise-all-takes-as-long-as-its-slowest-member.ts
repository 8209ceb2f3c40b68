import { equal } from 'node:assert/strict';
import { Socket } from '../../../../lib/socket/index.ts';

const pairs = [Socket.pair(), Socket.pair()];
const line = Buffer.alloc(4_000_000);
let isSaid = false;
const said = Promise.all(pairs.map(([near]) => near.sendAll(line))).then(() => {
  isSaid = true;
});
const [[, quick], [, slow]] = pairs as [[Socket, Socket], [Socket, Socket]];
await quick.recvExact(line.length);
equal(isSaid, false);
await slow.recvExact(line.length);
await said;
for (const socket of pairs.flat()) socket.close();
