import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { createAuthority } from 'wirebook';

const authority = await createAuthority('Lesson CA');
const identity = await authority.issue('shop.test');
const asks = { ca: authority.cert, requestCert: true };
const server = createServer({ ...identity, ...asks }).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
for (const [maxVersion, due] of [
  ['TLSv1.2', false],
  ['TLSv1.3', true],
] as const) {
  const at = { host: '127.0.0.1', port, servername: 'shop.test', ca: authority.cert };
  const client = connect({ ...at, maxVersion });
  let isConnected = false;
  client.on('secureConnect', () => {
    isConnected = true;
    client.resume();
  });
  await new Promise((resolve) => client.on('error', resolve));
  equal(isConnected, due);
}
server.close();
