/** Where the start-up snapshot lies, and whether it is still true. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../paths.ts';

const folder = join(courseRoot, '.venv', 'share', 'jupyter', 'kernels', 'tslab');

export const snapshotFiles = {
  folder,
  /** The heap of the compiler. */
  snapshot: join(folder, 'kernel.snapshot'),
  /** The code of the kernel's own process, in one file. */
  runtime: join(folder, 'kernel-runtime.cjs'),
  /** The package that cells import, in one file. */
  packageBundle: join(folder, 'kernel-library.cjs'),
  /** What all of them were made from. */
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

/** What is written anew when packages are installed, and when the library is built. */
const sources = ['node_modules/.package-lock.json', 'lib/dist/.tsbuildinfo'].map((file) =>
  join(courseRoot, file),
);

/** What a snapshot depends on: Node, the installed packages, the build. */
export function snapshotKey(): string {
  const hash = createHash('sha256');
  for (const part of [process.version, process.arch, courseRoot]) hash.update(`${part}\0`);
  for (const path of sources) hash.update(existsSync(path) ? readFileSync(path) : '');
  return hash.digest('hex');
}

/** Another text whenever packages were installed or the library built: sooner known than the key. */
export function snapshotSources(): string {
  return sources
    .map((path) => statSync(path, { throwIfNoEntry: false }))
    .map((stats) => `${stats?.ino} ${stats?.mtimeMs} ${stats?.size}`)
    .join();
}

/**
 * Why there is no snapshot to start from, or `undefined` if there is one.
 *
 * @param wanted the key it must have been made with
 */
export function snapshotFault(wanted: string = snapshotKey()): string | undefined {
  const { snapshot, runtime, packageBundle, key } = snapshotFiles;
  if (![snapshot, runtime, packageBundle, key].every((file) => existsSync(file)))
    return 'there is no snapshot';
  if (readFileSync(key, 'utf8') !== wanted) return 'the snapshot is out of date';
  return undefined;
}
