import { equal, ok } from 'node:assert/strict';
import {
  SO_KEEPALIVE,
  SOL_SOCKET,
  SOL_TCP,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
} from '../../../../lib/socket/index.ts';
import { withCable } from '../cut-cable.ts';

await withCable(async ({ cable, near }) => {
  near.setsockopt(SOL_SOCKET, SO_KEEPALIVE, true);
  near.setsockopt(SOL_TCP, TCP_KEEPIDLE, 1);
  near.setsockopt(SOL_TCP, TCP_KEEPINTVL, 1);
  near.setsockopt(SOL_TCP, TCP_KEEPCNT, 4);
  await cable.cut();
  const began = performance.now();
  equal((await near.recv().catch((error) => error)).code, 'ETIMEDOUT');
  ok(performance.now() - began > 4500);
});
