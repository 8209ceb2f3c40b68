/** Where the start-up snapshot lies, and whether it is still true. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../paths.ts';

const folder = join(courseRoot, '.venv', 'share', 'jupyter', 'kernels', 'tslab');

export const snapshotFiles = {
  folder,
  /** The heap of the compiler. */
  snapshot: join(folder, 'kernel.snapshot'),
  /** The code of the kernel, which a process started from the snapshot loads. */
  runtime: join(folder, 'kernel-runtime.cjs'),
  /** What both were made from. */
  key: join(folder, 'kernel-snapshot.key'),
} as const;

/**
 * Lets Node live on after a callback was stopped by force, and left its asynchronous context open.
 * A snapshot keeps the choice it was made with; to make it twice would undo it.
 */
export const stoppableCallbacks = '--no-force-async-hooks-checks';

/** How a Node is started from the snapshot; a function of the runtime and its arguments follow. */
export const snapshotArguments: readonly string[] = [
  '--snapshot-blob',
  snapshotFiles.snapshot,
  snapshotFiles.runtime,
];

/** What a snapshot depends on: Node, the installed packages, the build. */
export function snapshotKey(): string {
  const hash = createHash('sha256');
  for (const part of [process.version, process.arch, courseRoot]) hash.update(`${part}\0`);
  for (const file of ['node_modules/.package-lock.json', 'lib/dist/.tsbuildinfo']) {
    const path = join(courseRoot, file);
    hash.update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

/** Why there is no snapshot to start from, or `undefined` if there is one. */
export function snapshotFault(): string | undefined {
  const { snapshot, runtime, key } = snapshotFiles;
  if (![snapshot, runtime, key].every((file) => existsSync(file))) return 'there is no snapshot';
  if (readFileSync(key, 'utf8') !== snapshotKey()) return 'the snapshot is out of date';
  return undefined;
}
