/**
 * Lesson 02, the queue: backlog + 1 connections get in; the next client waits in silence, and gets
 * in once accept has made room. A second listen changes the backlog.
 */
import assert from 'node:assert/strict';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket } from '../../../../lib/socket/index.ts';

for (const backlog of [0, 1, 2, 5]) {
  using server = new Socket(AF_INET, SOCK_STREAM);
  server.bind(Addrinfo.tcp('127.0.2.9', 0));
  server.listen(backlog);
  const clients: Socket[] = [];
  for (let number = 0; number <= backlog; number++) {
    const client = new Socket(AF_INET, SOCK_STREAM);
    clients.push(client);
    await client.connect(server.localAddress, { timeout: 2000 });
  }
  assert.equal(server.tcpInfo().unacked, backlog + 1);

  using late = new Socket(AF_INET, SOCK_STREAM);
  const timedOut = late.connect(server.localAddress, { timeout: 150 });
  await assert.rejects(timedOut, { code: 'ETIMEDOUT' });
  (await server.accept())[0].close();
  await late.connect(server.localAddress, { timeout: 5000 });

  server.listen(20);
  assert.equal(server.tcpInfo().sacked, 20);
  for (const client of clients) client.close();
}
