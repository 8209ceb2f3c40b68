import { equal } from 'node:assert/strict';
import { AF_UNIX, SOCK_SEQPACKET, Socket } from '../../../../lib/socket/index.ts';

const [left, right] = Socket.pair(AF_UNIX, SOCK_SEQPACKET);
await left.send('buy 3000');
await left.send('sell 4');
equal(String(await right.recv(6)), 'buy 30');
equal(String(await right.recv(6)), 'sell 4');
left.close();
right.close();
