/** A program that closes the descriptor of the letter: its row is missing in the table. */

import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { fdTable } from '../../../../lib/lab/tables/fd-table.ts';
import { UnixSocket } from '../../../../lib/socket/index.ts';

const folder = mkdtempSync('/tmp/facts-');
try {
  const [left, right] = UnixSocket.pair();
  writeFileSync(`${folder}/letter`, 'dear server');
  const letter = openSync(`${folder}/letter`, 'r');
  await left.sendDescriptors('x', [letter]);
  closeSync(letter);
  rmSync(`${folder}/letter`);
  const { descriptors } = await right.receiveDescriptors();
  const listed = () =>
    fdTable({ pid: process.pid }).rows.some(({ name }) => name === `${folder}/letter (deleted)`);
  assert.equal(listed(), true);
  for (const fd of descriptors) closeSync(fd);
  assert.equal(listed(), false);
  left.close();
  right.close();
} finally {
  rmSync(folder, { recursive: true });
}
