import { equal } from 'node:assert/strict';
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
  near.setsockopt(SOL_TCP, TCP_KEEPCNT, 2);
  await cable.cut();
  await near.send('are you there?');
  // Idle, it would be over after three seconds.
  const { code } = await near.recv(9, { timeout: 6000 }).catch((error) => error);
  equal(code, 'ETIMEDOUT');
  equal(near.tcpInfo().state, 'ESTABLISHED');
  equal(near.tcpInfo().unacked, 1);
});
