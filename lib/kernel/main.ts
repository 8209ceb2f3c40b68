/**
 * The kernel's process: `node main.js CONNECTION_FILE`, started by a Jupyter server.
 *
 * Its compiler is a process of its own, which starts from the snapshot made at setup. Without a
 * snapshot that one loads the compiler, which takes a second longer.
 */

import { log } from './log.ts';
import { openFilesFault } from './open-files.ts';
import { loadRuntime } from './runtime.ts';
import { snapshotFault, snapshotKey } from './snapshot-file.ts';

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
const { startKernel } = await loadRuntime({ isBundled: hasSnapshot });
await startKernel(connectionFile, { hasSnapshot, key });
