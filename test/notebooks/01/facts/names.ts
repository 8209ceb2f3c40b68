/** Lesson 01, names: an impossible name is unknown, and localhost has its addresses without a network. */
import assert from 'node:assert/strict';
import { getaddrinfo, SOCK_STREAM } from '../../../../lib/socket/index.ts';

await assert.rejects(getaddrinfo('nobody..example', 80), {
  code: 'EAI_NONAME',
  name: 'ResolveError',
});
const found = await getaddrinfo('localhost', 80, { type: SOCK_STREAM });
const addresses = found.map(({ ipAddress }) => ipAddress);
assert.ok(addresses.length > 0);
assert.ok(addresses.every((address) => address === '127.0.0.1' || address === '::1'));
