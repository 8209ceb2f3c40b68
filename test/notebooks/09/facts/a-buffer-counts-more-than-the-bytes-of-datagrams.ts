import { ok } from 'node:assert/strict';
import { SO_RCVBUF, SOL_SOCKET, UdpSocket } from '../../../../lib/socket/index.ts';

using receiver = new UdpSocket({ host: '127.0.0.1', port: 0 });
using sender = new UdpSocket();
receiver.setsockopt(SOL_SOCKET, SO_RCVBUF, 10_000);
for (let number = 0; number < 100; number += 1) {
  await sender.sendTo(Buffer.alloc(100), receiver.localAddress);
}
let held = 0;
for (;;) {
  const data = await receiver.recv(200, { timeout: 0 }).catch(() => undefined);
  if (data === undefined) break;
  held += data.length;
}
ok(held > 0 && held < 10_000, `${held} bytes`);
