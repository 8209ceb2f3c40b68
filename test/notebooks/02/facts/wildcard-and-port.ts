/** Lesson 02, bind: the wildcard takes a port from every address, and the same port of two addresses is two. */
import assert from 'node:assert/strict';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket, TcpServer } from '../../../../lib/socket/index.ts';

using server = new TcpServer({ host: '127.0.2.9', port: 0 });
const { ipPort } = server.localAddress;
using other = new TcpServer({ host: '127.0.2.10', port: ipPort });
assert.equal(other.localAddress.ipPort, ipPort);
using wildcard = new Socket(AF_INET, SOCK_STREAM);
assert.throws(() => wildcard.bind(Addrinfo.tcp('0.0.0.0', ipPort)), { code: 'EADDRINUSE' });
