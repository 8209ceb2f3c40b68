import { deepEqual, ok } from 'node:assert/strict';
import {
  SO_KEEPALIVE,
  SOL_SOCKET,
  SOL_TCP,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_USER_TIMEOUT,
} from '../../../../lib/socket/index.ts';
import { withCable } from '../cut-cable.ts';

await withCable(async ({ cable, near, other }) => {
  for (const socket of [near, other]) {
    socket.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
    socket.setsockopt(SOL_TCP, TCP_KEEPIDLE, 3);
    socket.setsockopt(SOL_TCP, TCP_KEEPINTVL, 1);
    socket.setsockopt(SOL_TCP, TCP_KEEPCNT, 3);
  }
  near.setsockopt(SOL_TCP, TCP_USER_TIMEOUT, 6000);
  await cable.cut();
  const ends = await Promise.all(
    [near, other].map(async (socket) => {
      const { code } = await socket.recv().catch((error) => error);
      return { code, at: performance.now() };
    }),
  );
  deepEqual(
    ends.map(({ code }) => code),
    ['ETIMEDOUT', 'ETIMEDOUT'],
  );
  const [one = 0, two = 0] = ends.map(({ at }) => at);
  // One more probe would have made a second.
  ok(Math.abs(one - two) < 900, `${one - two} ms`);
});
