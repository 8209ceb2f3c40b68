/** The program of the process that runs a notebook from its first cell to its last. */

import { createRequire } from 'node:module';
import { snapshotFault, snapshotFiles, snapshotKey } from '../../compile/snapshot/snapshot-file.ts';

const key = snapshotKey();
const hasSnapshot = snapshotFault(key) === undefined;
// One bundled file loads sooner. It is a bundle of that very module.
const { serveHeadless } = hasSnapshot
  ? (createRequire(import.meta.url)(snapshotFiles.headless) as typeof import('./serve.ts'))
  : await import('./serve.ts');
serveHeadless({ hasSnapshot, key });
