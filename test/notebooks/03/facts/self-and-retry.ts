/**
 * Lesson 03: five clients in a row get five ports; a time-out ends the waiting and not the attempt;
 * no server can have the port of a client that is connected to itself.
 */
import assert from 'node:assert/strict';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket, TcpServer } from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.3.9', port: 0 });
const ports = new Set<number>();
for (let visitor = 1; visitor <= 5; visitor++) {
  using client = new Socket(AF_INET, SOCK_STREAM);
  await client.connect(server.localAddress);
  ports.add(client.localAddress.ipPort);
}
assert.equal(ports.size, 5);

using silent = new Socket(AF_INET, SOCK_STREAM);
silent.bind(Addrinfo.tcp('127.0.3.9', 0));
silent.listen(0);
using filler = new Socket(AF_INET, SOCK_STREAM);
await filler.connect(silent.localAddress);
using late = new Socket(AF_INET, SOCK_STREAM);
await assert.rejects(late.connect(silent.localAddress, { timeout: 100 }), { code: 'ETIMEDOUT' });
assert.equal(late.tcpInfo().state, 'SYN_SENT');

using narcissus = new Socket(AF_INET, SOCK_STREAM);
narcissus.bind(Addrinfo.tcp('127.0.3.9', 0));
await narcissus.connect(narcissus.localAddress);
assert.equal(`${narcissus.localAddress}`, `${narcissus.remoteAddress}`);
using comeback = new Socket(AF_INET, SOCK_STREAM);
assert.throws(() => comeback.bind(narcissus.localAddress), { code: 'EADDRINUSE' });
