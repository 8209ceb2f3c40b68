/**
 * Lesson 02, four-tuples: clients with SO_REUSEADDR may share an address and port, and connect from
 * it to different servers, but not to the same one.
 */
import assert from 'node:assert/strict';
import {
  Addrinfo,
  AF_INET,
  SO_REUSEADDR,
  SOCK_STREAM,
  SOL_SOCKET,
  Socket,
  TcpServer,
} from '../../../../lib/socket/index.ts';

function clientAt(address: Addrinfo): Socket {
  const client = new Socket(AF_INET, SOCK_STREAM);
  client.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  client.bind(address);
  return client;
}

using server = new TcpServer({ host: '127.0.2.9', port: 0 });
using other = new TcpServer({ host: '127.0.2.10', port: 0 });
using ann = clientAt(Addrinfo.tcp('127.0.2.11', 0));
using twin = clientAt(ann.localAddress);
using third = clientAt(ann.localAddress);
await ann.connect(server.localAddress);
await assert.rejects(twin.connect(server.localAddress), { code: 'EADDRNOTAVAIL' });
await third.connect(other.localAddress);
