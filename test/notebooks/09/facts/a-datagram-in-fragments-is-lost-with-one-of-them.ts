import { equal, ok } from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { withLink } from '../two-hosts.ts';

await withLink({ seed: 3, delay: 1 }, async ({ link, near, far }) => {
  await near.send('first'); // so that no frame of ARP is counted below
  await far.recv(10, { timeout: 5000 });
  await link.set({ loss: 0.2 });
  const fates = { lost: 0, whole: 0 };
  for (let round = 1; round <= 20; round += 1) {
    const before = await link.counts();
    await near.send(Buffer.alloc(4000, round));
    let after = before;
    while (after.carried + after.lost < before.carried + before.lost + 3) {
      await delay(1);
      after = await link.counts();
    }
    const isWhole = after.lost === before.lost;
    const data = await far.recv(5000, { timeout: isWhole ? 5000 : 30 }).catch(() => undefined);
    equal(data?.length, isWhole ? 4000 : undefined, `round ${round}`);
    fates[isWhole ? 'whole' : 'lost'] += 1;
  }
  ok(fates.lost > 2 && fates.whole > 2);
});
