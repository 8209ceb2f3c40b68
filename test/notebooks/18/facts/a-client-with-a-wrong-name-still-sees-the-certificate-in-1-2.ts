import { deepEqual } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer as createPlain, connect as dial } from 'node:net';
import { connect, createServer } from 'node:tls';
import { createAuthority } from 'wirebook';

// A wire that keeps all that passes stands for the capture of the lesson.
const authority = await createAuthority('Lesson CA');
const server = createServer(await authority.issue('shop.test')).listen(0, '127.0.0.1');
server.on('tlsClientError', () => {});
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const pieces: Buffer[] = [];
const wire = createPlain((client) => {
  const behind = dial(port, '127.0.0.1');
  for (const [from, to] of [
    [client, behind],
    [behind, client],
  ] as const) {
    from.on('data', (piece) => pieces.push(piece));
    from.on('error', () => {});
    from.pipe(to);
    from.on('close', () => to.destroy());
  }
}).listen(0, '127.0.0.1');
await once(wire, 'listening');
const found: (readonly boolean[])[] = [];
for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const at = { host: '127.0.0.1', port: (wire.address() as AddressInfo).port };
  const options = { ...at, minVersion: version, maxVersion: version, ca: authority.cert };
  const client = connect({ ...options, servername: 'bank.test' });
  await new Promise((resolve) => client.on('error', resolve));
  const bytes = Buffer.concat(pieces.splice(0));
  found.push(['bank.test', 'shop.test', 'Lesson CA'].map((word) => bytes.includes(word)));
}
server.close();
wire.close();
deepEqual(found, [
  [true, true, true],
  [true, false, false],
]);
