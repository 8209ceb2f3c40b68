/** Programs of the two processes of a check: each a bundle with its compiled code, which halves its start. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { courseRoot, entryPoint } from '../../base/paths.ts';
import { snapshotKey } from '../../compile/snapshot/snapshot-file.ts';

/** One of the two processes. */
export type ProcessName = 'harness' | 'learner';

const folder = join(courseRoot, 'lib', 'dist', 'check', 'processes');

export const bundleFiles = {
  folder,
  /** Loads a bundle together with its compiled code. */
  start: join(folder, 'start.cjs'),
  bundle: (name: ProcessName) => join(folder, `${name}-bundle.cjs`),
  /** The code that V8 compiled of the functions that a check calls. */
  code: (name: ProcessName) => join(folder, `${name}.code`),
  /** Tells the build and the packages that the bundles were made from. */
  key: join(folder, 'key'),
} as const;

/**
 * Arguments of V8 that compiled code depends on: it is taken only where they are the same. Young
 * objects get room, so that memory is seldom cleaned up in a check; with more of it, the pages that
 * are touched for the first time take longer than cleaning up does.
 */
export const bundleFlags: readonly string[] = ['--min-semi-space-size=4'];

let isBundled: boolean | undefined;

/** A process's program and its arguments: its bundle, or the module where the bundle is outdated. */
export function processProgram(name: ProcessName): readonly string[] {
  isBundled ??= areBundlesCurrent();
  return isBundled ? [bundleFiles.start, name] : [entryPoint(import.meta.url, `../${name}`)];
}

/** Node's arguments for a process that starts as soon as it can. */
export function processArguments(name: ProcessName): readonly string[] {
  // A process of the same user could open Node's inspector by that signal, and run code in this one.
  return ['--disable-sigusr1', ...bundleFlags, ...processProgram(name)];
}

/** Tells whether the bundles were made from the build and the packages that are there now. */
function areBundlesCurrent(): boolean {
  const { start, bundle, code, key } = bundleFiles;
  const files = [start, bundle('harness'), code('harness'), bundle('learner'), code('learner')];
  return (
    files.every((file) => existsSync(file)) &&
    existsSync(key) &&
    readFileSync(key, 'utf8') === snapshotKey()
  );
}
