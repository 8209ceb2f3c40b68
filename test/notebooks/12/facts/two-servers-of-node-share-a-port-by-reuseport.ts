import { rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const host = '127.0.12.1';
const [first, second, third] = [createServer(), createServer(), createServer()];
await once(first.listen({ host, port: 0, reusePort: true }), 'listening');
const { port } = first.address() as AddressInfo;
await once(second.listen({ host, port, reusePort: true }), 'listening');
await rejects(once(third.listen({ host, port }), 'listening'), { code: 'EADDRINUSE' });
first.close();
second.close();
