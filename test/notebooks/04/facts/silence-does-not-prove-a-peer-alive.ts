import { deepEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { inOwnNetwork } from '../../../own-network.ts';
import { connectedPair, outcomeOf } from '../../connected-pair.ts';

await inOwnNetwork(async () => {
  const { client, server } = await connectedPair();
  using _client = client;
  const receive = () => outcomeOf(() => client.recv(1, { timeout: 0 }));
  const alive = await receive();
  execFileSync('ip', ['link', 'set', 'lo', 'down']);
  server.close();
  deepEqual([alive, await receive()], ['EAGAIN', 'EAGAIN']);
});
