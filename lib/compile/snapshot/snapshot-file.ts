/** The files that a kernel starts from, and the key that tells whether they are up to date. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot } from '../../base/paths.ts';

const folder = join(courseRoot, '.venv', 'share', 'jupyter', 'kernels', 'tslab');

export const snapshotFiles = {
  folder,
  /** The heap of the compiler. */
  snapshot: join(folder, 'kernel.snapshot'),
  /** The code of the kernel's own process, in one file. */
  kernel: join(folder, 'kernel-bundle.cjs'),
  /** The code of the process that runs a notebook without a front end, in one file. */
  headless: join(folder, 'headless-bundle.cjs'),
  /** The package that cells import, in one file. */
  packageBundle: join(folder, 'package-bundle.cjs'),
  /** Names the sources that all of them were made from. */
  key: join(folder, 'kernel-snapshot.key'),
} as const;

/**
 * Lets Node live on after a callback was stopped by force, and left its asynchronous context open.
 * A snapshot keeps the choice it was made with; to make it twice would undo it.
 */
export const stoppableCallbacks = '--no-force-async-hooks-checks';

/** Node's arguments for a program that starts from the snapshot, where its compiler is ready. */
export function withSnapshot(program: readonly string[]): readonly string[] {
  return [
    // To hash every string anew takes a fifth of the start. It would guard against keys that were
    // chosen to collide, and a compiler reads the keys of its own user.
    '--no-rehash-snapshot',
    '--snapshot-blob',
    snapshotFiles.snapshot,
    ...program,
  ];
}

/**
 * An environment in which a process starts sooner from a snapshot: read into pages of 2 MiB, its
 * 40 MB cost a third of the time. A C library that does not know the variable passes over it.
 */
export function withHugePages<E extends NodeJS.ProcessEnv>(environment: E): E {
  return { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...environment };
}

/** Files that change when packages are installed, and when the library is built. */
const sources = ['node_modules/.package-lock.json', 'lib/dist/.tsbuildinfo'].map((file) =>
  join(courseRoot, file),
);

/** Stands for the sources of a snapshot: Node, the installed packages, the build. */
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
 * The reason why there is no snapshot to start from, or `undefined` if there is one.
 *
 * @param wanted the key it must have been made with
 */
export function snapshotFault(wanted: string = snapshotKey()): string | undefined {
  const { folder: _, key, ...products } = snapshotFiles;
  if (![key, ...Object.values(products)].every((file) => existsSync(file))) {
    return 'there is no snapshot';
  }
  if (readFileSync(key, 'utf8') !== wanted) return 'the snapshot is out of date';
  return undefined;
}
