/**
 * The kernel's process: `node main.js CONNECTION_FILE`, started by a Jupyter server.
 *
 * Its compiler is a process of its own, which starts from the snapshot made at setup. Without a
 * snapshot that one loads the compiler, which takes a second longer.
 */

import { createRequire } from 'node:module';
import { snapshotFault, snapshotFiles, snapshotKey } from '../compile/snapshot/snapshot-file.ts';
import { log } from '../session/log.ts';
import { openFilesFault } from './open-files.ts';

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error('usage: node main.js CONNECTION_FILE');
  process.exit(2);
}

const tooFew = openFilesFault();
if (tooFew !== undefined) {
  log(tooFew);
  process.exit(1);
}

const key = snapshotKey();
const fault = process.env.WIREBOOK_NO_SNAPSHOT ? 'WIREBOOK_NO_SNAPSHOT is set' : snapshotFault(key);
if (fault !== undefined) {
  log(`starting without the snapshot, a second slower: ${fault}; mend it by 'node lib/setup.mjs'`);
}
const hasSnapshot = fault === undefined;
// One bundled file loads sooner. It is a bundle of that very module.
const { startKernel } = hasSnapshot
  ? (createRequire(import.meta.url)(snapshotFiles.kernel) as typeof import('./start.ts'))
  : await import('./start.ts');
await startKernel(connectionFile, { hasSnapshot, key });
