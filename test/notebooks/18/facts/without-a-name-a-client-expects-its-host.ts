import { equal } from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { createAuthority } from 'wirebook';

const authority = await createAuthority('Lesson CA');
const server = createServer(await authority.issue('shop.test')).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const client = connect({ host: '127.0.0.1', port, ca: authority.cert });
const [error] = await once(client, 'error');
equal(error.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
equal(error.host, '127.0.0.1');
server.close();
