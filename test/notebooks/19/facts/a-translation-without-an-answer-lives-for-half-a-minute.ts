import { ok } from 'node:assert/strict';
import { Addrinfo } from '../../../../lib/socket/index.ts';
import { withFiveHosts } from '../five-hosts.ts';

await withFiveHosts(async ({ ann, home, shop, outside }) => {
  await home.nat(outside);
  using receiver = await shop.udp(4690);
  using sender = await ann.udp();
  await sender.sendTo('x', Addrinfo.udp(shop.address, 4690));
  await receiver.recv(10);
  const [row = ''] = await home.connections();
  const [, left = ''] = /udp +17 (\d+) .*\[UNREPLIED\]/.exec(row) ?? [];
  ok(Number(left) > 15 && Number(left) <= 30, row);
});
