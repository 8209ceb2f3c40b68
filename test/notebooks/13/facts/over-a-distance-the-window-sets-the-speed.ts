import { ok } from 'node:assert/strict';
import { SO_RCVBUF, SOL_SOCKET } from '../../../../lib/socket/index.ts';
import { withLab } from '../../with-lab.ts';

await withLab(async (lab) => {
  const [ann, ben] = await lab.hosts('ann', 'ben');
  await lab.link(ann, ben, { delay: 50 });
  const times: number[] = [];
  for (const [at, size] of [8000, 64_000].entries()) {
    const server = await ben.tcpServer(4540 + at);
    server.socket.setsockopt(SOL_SOCKET, SO_RCVBUF, size);
    const near = await ann.connect({ host: ben, port: 4540 + at });
    const far = await server.accept();
    const began = performance.now();
    const sending = near.sendAll(Buffer.alloc(200_000));
    await far.recvExact(200_000);
    await sending;
    times.push(performance.now() - began);
  }
  const [small = 0, large = 0] = times;
  // There and back takes 100 ms, and a window of 8,000 bytes makes more than 20 such turns.
  ok(small > 2000 && small > 2 * large, String(times));
});
