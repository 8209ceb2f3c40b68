/** Gives a learner the exercise as it was released, and keeps what the learner wrote. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { WirebookError } from '../error.ts';
import { courseRoot } from '../paths.ts';
import { checksFile } from './bundle.ts';
import { exerciseNamed } from './exercise-named.ts';
import {
  exerciseFiles,
  exercisePath,
  exercisesFolder,
  releaseNotebook,
  type Written,
  writeRelease,
} from './release.ts';

/** Where a bundle without solutions keeps the notebooks as they were released. */
export const releasedFolder: string = join(exercisesFolder, '.released');

/**
 * Restores an exercise. An edited notebook is kept beside it under another name.
 *
 * @param wanted its name, its number or its notebook, such as `02-server-lifecycle` or `02`
 * @throws {WirebookError} when there is no such exercise, or nothing that says how it was
 */
export async function resetExercise(wanted: string): Promise<Written> {
  const name = exerciseNamed(wanted);
  if (name === undefined)
    throw new WirebookError(
      `There is no exercise ${wanted}; there are ${exerciseFiles().join(', ')}`,
    );
  return writeRelease(name, { text: await releasedText(name), folder: exercisesFolder });
}

/** The notebook as it was released: made anew, from the bundle, or from the last commit. */
async function releasedText(name: string): Promise<string> {
  if (existsSync(checksFile(name))) return releaseNotebook(name);
  const kept = join(releasedFolder, `${name}.ipynb`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const path = relative(courseRoot, exercisePath(name));
  try {
    return execFileSync('git', ['show', `HEAD:${path}`], {
      cwd: courseRoot,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    throw new WirebookError(`Nothing says how ${path} was released: get the course anew`, {
      cause: error,
    });
  }
}
