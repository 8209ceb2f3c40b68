/** Makes the kernel's start-up snapshot: `node make-snapshot.js`, called by the setup. */

import { execFile } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { syncFile, writeWhole } from '../whole-file.ts';
import { bundleLibrary, bundleRuntime, bundleSnapshotEntry } from './snapshot-bundle.ts';
import { snapshotFiles, snapshotKey, stoppableCallbacks } from './snapshot-file.ts';

const { folder, snapshot, runtime, packageBundle, key } = snapshotFiles;
const entry = join(folder, 'snapshot-entry.cjs');
const unfinished = `${snapshot}.${process.pid}.tmp`;
const currentKey = snapshotKey();

mkdirSync(folder, { recursive: true });
// Without its key a snapshot is not used: no kernel starts from one that is being replaced.
rmSync(key, { force: true });
try {
  await Promise.all([
    bundleSnapshotEntry(entry),
    bundleRuntime(runtime),
    bundleLibrary(packageBundle),
  ]);
  await promisify(execFile)(
    process.execPath,
    [stoppableCallbacks, '--snapshot-blob', unfinished, '--build-snapshot', entry],
    { timeout: 120_000 },
  );
  renameSync(unfinished, snapshot);
  // A power cut must not leave a key without the whole of what it stands for.
  for (const file of [snapshot, runtime, packageBundle, folder]) syncFile(file);
  writeWhole(key, currentKey, { isDurable: true });
} finally {
  rmSync(entry, { force: true });
  rmSync(unfinished, { force: true });
}
console.log(snapshot);
