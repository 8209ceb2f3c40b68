import { equal } from 'node:assert/strict';
import { MSG_TRUNC, UdpSocket } from '../../../../lib/socket/index.ts';

using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
using sender = new UdpSocket();
const room = Buffer.alloc(6);
await sender.sendTo('buy 3000', receiver.localAddress);
equal(await receiver.recvInto(room, { flags: MSG_TRUNC }), 8);
equal(String(room), 'buy 30');
