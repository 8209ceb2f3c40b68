/** Lesson 01, ports: bind picks odd ports, connect even ones, as long as such ports are free. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Addrinfo, AF_INET, SOCK_STREAM, Socket, TcpServer } from '../../../../lib/socket/index.ts';

const setting = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
const [low = Number.NaN, high = Number.NaN] = setting.trim().split(/\s+/).map(Number);
const parity = low % 2;

for (let time = 0; time < 20; time++) {
  using socket = new Socket(AF_INET, SOCK_STREAM);
  socket.bind(Addrinfo.tcp('127.0.1.9', 0));
  const { ipPort } = socket.localAddress;
  assert.ok(ipPort >= low && ipPort <= high);
  assert.notEqual(ipPort % 2, parity);
}

using server = new TcpServer({ host: '127.0.1.9', port: 0 });
for (let time = 0; time < 20; time++) {
  using socket = new Socket(AF_INET, SOCK_STREAM);
  await socket.connect(server.localAddress);
  assert.equal(socket.localAddress.ipPort % 2, parity);
}
