import { ok } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { withLab } from '../../with-lab.ts';

/** Asks so many rejected ports at once, for less time than a SYN is repeated after; counts refusals. */
await withLab(async (lab) => {
  const [ann, shop] = await lab.hosts('ann', 'shop');
  await lab.link(ann, shop);
  await shop.block({ protocol: 'tcp', port: 500, lastPort: 599, how: 'reject' });
  async function refusals(first: number, count: number): Promise<number> {
    const attempts = Array.from({ length: count }, async (_, place) => {
      try {
        using _socket = await ann.connect({ host: shop, port: first + place }, { timeout: 500 });
        return 0;
      } catch (error) {
        return Object(error).code === 'ECONNREFUSED' ? 1 : 0;
      }
    });
    return (await Promise.all(attempts)).reduce<number>((sum, each) => sum + each, 0);
  }
  const atOnce = await refusals(500, 40);
  ok(atOnce >= 6 && atOnce <= 8, `${atOnce} refusals at once`);
  await delay(1100);
  const later = await refusals(550, 10);
  ok(later >= 1 && later <= 4, `${later} refusals a second later`);
});
