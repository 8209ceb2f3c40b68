import { equal } from 'node:assert/strict';
import { Socket } from '../../../../lib/socket/index.ts';

const [near, far] = Socket.pair();
const lines = ['a', 'b', 'c'].map((letter) => `${letter.repeat(1_000_000)}\n`);
const said = Promise.all(lines.map((line) => near.sendAll(line)));
equal(String(await far.recvExact(3_000_003)), lines.join(''));
await said;
near.close();
far.close();
