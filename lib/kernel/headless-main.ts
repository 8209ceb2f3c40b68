/** The process a notebook is run in, from its first cell to its last. */

import { loadRuntime } from './runtime.ts';
import { snapshotFault } from './snapshot-file.ts';

const hasSnapshot = snapshotFault() === undefined;
const { startHeadless } = await loadRuntime({ isBundled: hasSnapshot });
startHeadless({ hasSnapshot });
