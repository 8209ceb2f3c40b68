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
  /** The code of the kernel's own process, in one file. */
  runtime: join(folder, 'kernel-runtime.cjs'),
  /** What both were made from. */
  key: join(folder, 'kernel-snapshot.key'),
} as const;

/**
 * Lets Node live on after a callback was stopped by force, and left its asynchronous context open.
 * A snapshot keeps the choice it was made with; to make it twice would undo it.
 */
export const stoppableCallbacks = '--no-force-async-hooks-checks';

/** How a Node is started from the snapshot; a script follows. */
export const snapshotArguments: readonly string[] = [
  // To hash every string anew takes a fifth of the start. It would guard against keys that were
  // chosen to collide, and a compiler reads the keys of its own user.
  '--no-rehash-snapshot',
  '--snapshot-blob',
  snapshotFiles.snapshot,
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
