import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

// Four requests one after the other need one connection if each answer is read, and else four.
const found: number[] = [];
for (const isRead of [true, false]) {
  let accepted = 0;
  const server = createServer((_request, response) => response.end('x'.repeat(1_000_000)));
  server.on('connection', () => (accepted += 1)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answers: Response[] = [];
  for (let request = 0; request < 4; request += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    if (isRead) await answer.text();
    answers.push(answer);
    await turn();
  }
  found.push(accepted);
  for (const { body, bodyUsed } of answers) if (!bodyUsed) await body?.cancel();
  server.close();
  server.closeAllConnections();
}
deepEqual(found, [1, 4]);
