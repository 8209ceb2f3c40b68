import { deepEqual, equal } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { inOwnNetwork } from '../../../own-network.ts';
import { connectedPair, outcomeOf } from '../../connected-pair.ts';

await inOwnNetwork(async () => {
  const { client, server } = await connectedPair();
  using _client = client;
  server.close();
  await client.recv();
  const send = () => outcomeOf(() => client.send('x'));

  // An interface that is down stands for a network on which packets are long under way.
  execFileSync('ip', ['link', 'set', 'lo', 'down']);
  const outcomes = [await send(), await send(), await send(), await send(), await send()];
  deepEqual(outcomes, ['1', '1', '1', '1', '1']);
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  while (client.tcpInfo().state !== 'CLOSE') await delay(20);
  equal(await send(), 'EPIPE');
});
