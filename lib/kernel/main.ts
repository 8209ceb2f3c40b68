/**
 * The kernel's process: `node main.js CONNECTION_FILE`, started by a Jupyter server.
 *
 * Becomes, within the same process, a Node that starts from the snapshot made at setup. Without one
 * it loads the compiler, which takes a second longer.
 */

import { execve } from 'node:process';
import { keepStdioBlocking } from './blocking-stdio.ts';
import { withHugePages } from './huge-pages.ts';
import { log } from './log.ts';
import { snapshotArguments, snapshotFault } from './snapshot-file.ts';

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error('usage: node main.js CONNECTION_FILE');
  process.exit(2);
}

const fault = process.env.WIREBOOK_NO_SNAPSHOT ? 'WIREBOOK_NO_SNAPSHOT is set' : snapshotFault();
if (fault === undefined) {
  const args = [...snapshotArguments, 'startKernel', connectionFile];
  // execve() touches the streams, and what it leaves is what the next Node takes for its own.
  keepStdioBlocking();
  execve?.(process.execPath, [process.execPath, ...args], withHugePages(process.env));
}
log(`starting without the snapshot, a second slower: ${fault}; mend it by 'node lib/setup.mjs'`);
const { startKernel } = await import('./start.ts');
await startKernel(connectionFile);
