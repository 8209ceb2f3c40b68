import { equal } from 'node:assert/strict';
import { probe, withFiveHosts } from '../five-hosts.ts';

await withFiveHosts(async ({ ann, home, edge, shop, outside }) => {
  await home.nat(outside);
  // No router has a row for a private address; that of the translating router is the last hop.
  equal(await probe(shop, '192.168.1.2', 1), '192.0.2.2 ENETUNREACH');
  equal(await probe(shop, '203.0.113.2', 1), '192.0.2.2 EHOSTUNREACH');
  equal(await probe(shop, '203.0.113.2', 2), '198.51.100.2 EHOSTUNREACH');
  equal(await probe(shop, '203.0.113.2', 3), '203.0.113.2 ECONNREFUSED');
  // A router takes from the TTL before its firewall looks at the packet.
  await edge.block({ protocol: 'udp' });
  equal(await probe(ann, '192.0.2.1', 3), '198.51.100.1 EHOSTUNREACH');
  equal(await probe(ann, '192.0.2.1', 4, 500), 'ETIMEDOUT');
});
