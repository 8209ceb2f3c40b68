/** Restores an exercise as it was released, and keeps the learner's version. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { type Notebook, parseNotebook } from '../notebook/format.ts';
import { checksFile } from './bundle.ts';
import {
  exerciseFiles,
  exerciseNamed,
  exercisePath,
  exercisesFolder,
  releaseCells,
  releaseNotebook,
  type Written,
  writeRelease,
} from './release.ts';

/** The folder where a course without solutions keeps the notebooks as they were released. */
export const releasedFolder: string = join(exercisesFolder, '.released');

/**
 * Restores an exercise. An edited notebook is kept beside it under another name.
 *
 * @param wanted its name, its number or its notebook, such as `02-server-lifecycle` or `02`
 * @throws {WirebookError} when there is no such exercise, or no copy of its release
 */
export async function resetExercise(wanted: string): Promise<Written> {
  const name = exerciseNamed(wanted);
  if (name === undefined)
    throw new WirebookError(
      `There is no exercise ${wanted}; there are ${exerciseFiles().join(', ')}`,
    );
  return writeRelease(name, { text: await releasedText(name), folder: exercisesFolder });
}

/**
 * The cells of an exercise as it was released, whatever has become of the learner's notebook; undefined
 * where the course has no such exercise.
 */
export function releasedCells(name: string): Pick<Notebook, 'cells'> | undefined {
  if (exerciseNamed(name) === undefined) return undefined;
  if (existsSync(checksFile(name))) return releaseCells(name);
  const text = keptText(name);
  return text === undefined ? undefined : parseNotebook(text);
}

/** The notebook as it was released: made anew, from the bundle, or from the last commit. */
async function releasedText(name: string): Promise<string> {
  if (existsSync(checksFile(name))) return releaseNotebook(name);
  const text = keptText(name);
  if (text !== undefined) return text;
  const path = relative(process.cwd(), exercisePath(name));
  throw new WirebookError(`There is no copy of ${path} as it was released: get the course anew`);
}

function keptText(name: string): string | undefined {
  const kept = join(releasedFolder, `${name}.ipynb`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const path = relative(courseRoot, exercisePath(name));
  try {
    return execFileSync('git', ['show', `HEAD:${path}`], {
      cwd: courseRoot,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch {
    // The course is no checkout of git, or git is not installed.
    return undefined;
  }
}
