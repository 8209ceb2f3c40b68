/** Lesson 01, private addresses: an address that is not private is not therefore public. */
import assert from 'node:assert/strict';
import { Addrinfo } from '../../../../lib/socket/index.ts';

for (const host of [
  '10.0.0.0',
  '10.255.255.255',
  '172.16.0.0',
  '172.31.255.255',
  '192.168.0.0',
  '192.168.255.255',
])
  assert.equal(Addrinfo.ip(host).isPrivate, true, host);
for (const host of [
  '9.255.255.255',
  '11.0.0.0',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '100.64.0.1',
  '169.254.1.1',
  '224.0.0.1',
  '127.0.0.1',
  'fe80::1',
])
  assert.equal(Addrinfo.ip(host).isPrivate, false, host);
assert.equal(Addrinfo.ip('169.254.1.1').isLinkLocal, true);
assert.equal(Addrinfo.ip('fe80::1').isLinkLocal, true);
assert.equal(Addrinfo.ip('224.0.0.1').isMulticast, true);
