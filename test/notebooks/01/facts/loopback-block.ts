/** Lesson 01, interfaces: every address from 127.0.0.1 to 127.255.255.254 answers, the last of the block does not. */
import assert from 'node:assert/strict';
import { AF_INET, SOCK_STREAM, Socket, TcpServer } from '../../../../lib/socket/index.ts';

for (const host of ['127.0.0.1', '127.0.0.2', '127.9.8.7', '127.255.255.254']) {
  using server = new TcpServer({ host, port: 0 });
  using client = new Socket(AF_INET, SOCK_STREAM);
  await client.connect(server.localAddress);
}

// The broadcast address can be bound, and no connection reaches it.
using server = new TcpServer({ host: '127.255.255.255', port: 0 });
using client = new Socket(AF_INET, SOCK_STREAM);
await assert.rejects(client.connect(server.localAddress), { code: 'ENETUNREACH' });
