import { equal } from 'node:assert/strict';
import { capture } from '../../../../lib/lab/index.ts';
import { withLink } from '../two-hosts.ts';

await withLink({ seed: 1 }, async ({ link, near, far }) => {
  await near.send('hello');
  await far.recv(10, { timeout: 5000 });
  equal((await capture(() => near.close(), { on: link })).packets.length, 0);
});
