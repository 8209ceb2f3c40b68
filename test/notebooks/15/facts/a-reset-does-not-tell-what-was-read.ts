import { deepEqual, equal } from 'node:assert/strict';
import { SO_LINGER, SOL_SOCKET } from '../../../../lib/socket/index.ts';
import { connectedPair } from '../../connected-pair.ts';

// One server reads the order and resets, one resets before it has read: the client sees the same.
const seen: object[] = [];
for (const reads of [true, false]) {
  const { client, server } = await connectedPair('127.0.15.1');
  using near = client;
  await near.sendAll('book');
  if (reads) equal(String(await server.recv()), 'book');
  server.setsockopt(SOL_SOCKET, SO_LINGER, { on: true, seconds: 0 });
  server.close();
  const { code, syscall } = await near.recv().catch((error) => error);
  seen.push({ code, syscall });
}
deepEqual(seen[0], seen[1]);
deepEqual(seen[0], { code: 'ECONNRESET', syscall: 'recv' });
