/** An exercise as the grader holds it. */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { bundleChecks, checksFile } from '../exercise/bundle.ts';
import { exerciseFiles, exercisePath, releaseNotebook } from '../exercise/release.ts';
import { releasedFolder } from '../exercise/reset.ts';
import type { SealKey } from '../exercise/seal.ts';
import { metadataOf, openSealed } from '../exercise/sealed-checks.ts';
import { type Notebook, parseNotebook, readNotebook } from '../notebook/format.ts';

/** The exercise that submissions are compared with. */
export interface Assignment {
  readonly name: string;
  /** The learner's notebook as it was released. */
  readonly release: Notebook;
  readonly checks: string;
  /** SHA-256 of the notebook and the checks, in hexadecimal. */
  readonly digest: string;
}

/** Tells whether the course has an exercise of that name. */
export function hasExercise(name: string): boolean {
  return [checksFile(name), keptPath(name), exercisePath(name)].some((path) => existsSync(path));
}

/** The copy of a released notebook that learners do not edit. */
function keptPath(name: string): string {
  return join(releasedFolder, `${name}.ipynb`);
}

/**
 * Loads an exercise: from its sources where the course has them, else from its released notebook.
 *
 * @throws {WirebookError} when the course has no such exercise, or its checks need another key
 */
export async function loadAssignment(name: string, key?: SealKey): Promise<Assignment> {
  if (existsSync(checksFile(name))) {
    const release = parseNotebook(await releaseNotebook(name));
    return withDigest({ name, release, checks: await bundleChecks(name) });
  }
  const path = existsSync(keptPath(name)) ? keptPath(name) : exercisePath(name);
  if (!existsSync(path)) {
    throw new WirebookError(
      `The course has no exercise ${name}; it has ${exerciseFiles().join(', ')}`,
    );
  }
  const release = readNotebook(path);
  const sealed = metadataOf(release)?.checks;
  if (sealed === undefined) throw new WirebookError(`${path} carries no checks`);
  const found = openSealed(name, { sealed, ...(key === undefined ? {} : { key }) });
  if (found.checks === undefined)
    throw new WirebookError(`${found.reason}; pass their key with --key-file`);
  return withDigest({ name, release, checks: found.checks });
}

function withDigest(parts: Omit<Assignment, 'digest'>): Assignment {
  const { release, checks } = parts;
  const digest = createHash('sha256')
    .update(JSON.stringify([release, checks]))
    .digest('hex');
  return { ...parts, digest };
}
