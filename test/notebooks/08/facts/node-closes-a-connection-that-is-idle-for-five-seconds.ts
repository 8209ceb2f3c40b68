import { equal, match, ok } from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { TcpSocket } from '../../../../lib/socket/index.ts';

const host = '127.0.0.1';
const server = http.createServer((_, response) => response.end('hello'));
equal(server.keepAliveTimeout, 5000);

// Five seconds are long for a test: with less the same server closes as much earlier.
server.keepAliveTimeout = 1000;
await once(server.listen(0, host), 'listening');
const { port } = server.address() as AddressInfo;
await using client = await TcpSocket.connect({ host, port });
const begin = performance.now();
await client.sendAll('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
match(await text(client), /\r\nConnection: keep-alive\r\nKeep-Alive: timeout=1\r\n[\s\S]*hello$/);
ok(performance.now() - begin > 900);
server.close();
