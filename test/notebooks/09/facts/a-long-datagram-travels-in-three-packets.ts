import { equal } from 'node:assert/strict';
import { withLink } from '../two-hosts.ts';

await withLink({ seed: 1, delay: 1 }, async ({ link, near, far }) => {
  await near.send('first'); // so that no frame of ARP is counted below
  await far.recv(10, { timeout: 5000 });
  for (const [length, packets] of [
    [1472, 1],
    [1473, 2],
    [4000, 3],
  ] as const) {
    const before = await link.counts();
    await near.send(Buffer.alloc(length));
    equal((await far.recv(5000, { timeout: 5000 })).length, length);
    equal((await link.counts()).carried - before.carried, packets);
  }
});
