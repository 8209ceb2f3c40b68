/** Lesson 02, the limit: accept fails with EMFILE, its connection stays in the queue, clients go on. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as wirebook from '../../../../lib/socket/index.ts';

const { AF_INET, RLIMIT_NOFILE, SOCK_STREAM, Socket, TcpServer, getrlimit, setrlimit } = wirebook;

using server = new TcpServer({ host: '127.0.2.9', port: 0 });
const clients = [new Socket(AF_INET, SOCK_STREAM), new Socket(AF_INET, SOCK_STREAM)];
const limit = getrlimit(RLIMIT_NOFILE);
setrlimit(RLIMIT_NOFILE, { soft: readdirSync('/proc/self/fd').length + 20 });
const fillers: Disposable[] = [];
try {
  for (;;) fillers.push(new Socket(AF_INET, SOCK_STREAM));
} catch (error) {
  assert.equal((error as { code: string }).code, 'EMFILE');
}
for (const client of clients) await client.connect(server.localAddress);
await assert.rejects(server.accept(), { code: 'EMFILE' });
assert.equal(server.socket.tcpInfo().unacked, 2);
for (const filler of fillers) filler[Symbol.dispose]();
(await server.accept()).close();
setrlimit(RLIMIT_NOFILE, limit);
for (const client of clients) client.close();
