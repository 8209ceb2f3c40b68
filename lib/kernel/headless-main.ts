/** The process a notebook is run in, from its first cell to its last. */

import { loadRuntime } from './runtime.ts';
import { snapshotFault, snapshotKey } from './snapshot-file.ts';

const key = snapshotKey();
const hasSnapshot = snapshotFault(key) === undefined;
const { startHeadless } = await loadRuntime({ isBundled: hasSnapshot });
startHeadless({ hasSnapshot, key });
