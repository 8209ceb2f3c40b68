/** The processes of a check, each in one file with its compiled code: they start in half the time. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { snapshotKey } from '../kernel/snapshot-file.ts';
import { courseRoot, entryPoint } from '../paths.ts';

/** Which of the two processes. */
export type ProcessName = 'harness' | 'learner';

const folder = join(courseRoot, 'lib', 'dist', 'exercise', 'processes');

export const bundleFiles = {
  folder,
  /** Loads a bundle together with its compiled code. */
  start: join(folder, 'start.cjs'),
  bundle: (name: ProcessName) => join(folder, `${name}-bundle.cjs`),
  /** What V8 made of a bundle, the functions in it that a check calls. */
  code: (name: ProcessName) => join(folder, `${name}.code`),
  /** What all of them were made from. */
  key: join(folder, 'key'),
} as const;

/**
 * Arguments of V8 that compiled code depends on: it is taken only where they are the same. Young
 * objects get room, so that memory is seldom cleaned up in a check; with more of it, the pages that
 * are touched for the first time take longer than cleaning up does.
 */
export const bundleFlags: readonly string[] = ['--min-semi-space-size=4'];

let isBundled: boolean | undefined;

/** A process's program and its arguments: its bundle, or where there is no true one the module. */
export function processProgram(name: ProcessName): readonly string[] {
  isBundled ??= areBundlesTrue();
  return isBundled ? [bundleFiles.start, name] : [entryPoint(import.meta.url, `./${name}`)];
}

/** Node's arguments for a process that starts as soon as it can. */
export function processArguments(name: ProcessName): readonly string[] {
  return [...bundleFlags, ...processProgram(name)];
}

/** Whether the bundles were made from the build and the packages that are there now. */
function areBundlesTrue(): boolean {
  const { start, bundle, code, key } = bundleFiles;
  const files = [start, bundle('harness'), code('harness'), bundle('learner'), code('learner')];
  return (
    files.every((file) => existsSync(file)) &&
    existsSync(key) &&
    readFileSync(key, 'utf8') === snapshotKey()
  );
}
