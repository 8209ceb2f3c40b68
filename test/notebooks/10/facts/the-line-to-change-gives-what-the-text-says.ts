/** The name of a file that was removed, as the receiver of its descriptor sees it. */

import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { closeDescriptor, UnixSocket } from '../../../../lib/socket/index.ts';

const folder = mkdtempSync('/tmp/facts-');
try {
  const [left, right] = UnixSocket.pair();
  writeFileSync(`${folder}/letter`, 'dear server');
  const letter = openSync(`${folder}/letter`, 'r');
  await left.sendDescriptors('x', [letter]);
  closeSync(letter);
  rmSync(`${folder}/letter`);
  const { descriptors } = await right.receiveDescriptors();
  assert.equal(readlinkSync(`/proc/self/fd/${descriptors[0]}`), `${folder}/letter (deleted)`);
  for (const fd of descriptors) closeDescriptor(fd);
  left.close();
  right.close();
} finally {
  rmSync(folder, { recursive: true });
}
