/** Makes the learners' notebooks from the worked ones. */

import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { courseRoot } from '../base/paths.ts';
import { writeWhole } from '../base/whole-file.ts';
import {
  formatNotebook,
  type Notebook,
  type NotebookCell,
  readNotebook,
} from '../notebook/format.ts';
import { bundleChecks } from './bundle.ts';
import { markExample } from './example.ts';
import { gradeOf } from './nbgrader.ts';
import { courseKey, type SealKey, seal } from './seal.ts';
import { type ExerciseMetadata, metadataOf } from './sealed-checks.ts';
import { stripSolutions } from './stub.ts';

/** The folder of the learners' notebooks. */
export const exercisesFolder: string = join(courseRoot, 'exercises');

const solutionsFolder = join(courseRoot, 'solutions');

/**
 * The names of all exercises of the course, such as `02-server-lifecycle`.
 *
 * @throws {WirebookError} in a learners' copy, which has no solutions
 */
export function exerciseNames(): string[] {
  if (!existsSync(solutionsFolder)) {
    throw new WirebookError(
      `This course has no folder ${solutionsFolder}, as the copies of learners have none: do this in the repository that instructors work in`,
    );
  }
  return readdirSync(solutionsFolder)
    .filter((file) => file.endsWith('.checks.ts'))
    .map((file) => file.replace('.checks.ts', ''))
    .sort();
}

/** The names of all exercises that a learner has. */
export function exerciseFiles(): string[] {
  if (!existsSync(exercisesFolder)) return [];
  return readdirSync(exercisesFolder)
    .filter((file) => /^\d\d-[a-z0-9-]+\.ipynb$/.test(file))
    .map((file) => file.replace('.ipynb', ''))
    .sort();
}

/**
 * The exercise of the course that a person means.
 *
 * @param wanted its number, its name, the beginning of its name, or its notebook in the course
 */
export function exerciseNamed(wanted: string): string | undefined {
  const isElsewhere = basename(wanted) !== wanted && dirname(resolve(wanted)) !== exercisesFolder;
  if (isElsewhere) return undefined;
  const name = basename(wanted, '.ipynb');
  return exerciseFiles().find(
    (known) => known === name || known.startsWith(`${name.padStart(2, '0')}-`),
  );
}

/** The path of an exercise's worked notebook. */
export function solutionPath(name: string): string {
  return join(solutionsFolder, `${name}.ipynb`);
}

/** The path of an exercise's learner's notebook. */
export function exercisePath(name: string): string {
  return join(exercisesFolder, `${name}.ipynb`);
}

/** Makes the learner's notebook of the exercise `name`. The same sources give the same bytes. */
export async function releaseNotebook(name: string, key: SealKey = courseKey): Promise<string> {
  const { cells, ...worked } = releaseCells(name);
  const checks = seal(await bundleChecks(name), { name, key });
  const metadata: ExerciseMetadata = {
    exercise: name,
    version: versionOf({ ...worked, cells }, checks.tag),
    checks,
  };
  return formatNotebook({ ...worked, cells, metadata: { ...worked.metadata, wirebook: metadata } });
}

/** The notebook of {@link releaseNotebook} without its checks. */
export function releaseCells(name: string): Notebook {
  const path = solutionPath(name);
  const worked = readNotebook(path);
  if (metadataOf(worked)?.exercise !== name) {
    throw new WirebookError(`${path}: its metadata must say "wirebook": { "exercise": "${name}" }`);
  }
  return { ...worked, cells: worked.cells.map((cell) => releaseCell(cell, path)) };
}

/** The result of writing a learner's notebook. */
export interface Written {
  readonly path: string;
  readonly change: 'written' | 'unchanged';
  /** The path of the learner's own version now, if there was one. */
  readonly kept: string | undefined;
}

/** Writes a learner's notebook into `folder`. An edited one is kept beside it. */
export function writeRelease(
  name: string,
  { text, folder }: { readonly text: string; readonly folder: string },
): Written {
  const path = join(folder, `${name}.ipynb`);
  let kept: string | undefined;
  if (existsSync(path)) {
    if (readFileSync(path, 'utf8') === text) return { path, change: 'unchanged', kept };
    if (isEdited(path)) kept = keepAside(path);
  }
  try {
    writeWhole(path, text, { isDurable: true });
  } catch (error) {
    // The learner's version is still in its place.
    if (kept !== undefined) rmSync(kept, { force: true });
    throw error;
  }
  return { path, change: 'written', kept };
}

/** Tells whether a file is anything but a release as it was made. Outputs do not count. */
export function isEdited(path: string): boolean {
  let notebook: Notebook;
  try {
    notebook = readNotebook(path);
  } catch {
    // A release can always be read, so this is a learner's work.
    return true;
  }
  const released = metadataOf(notebook);
  return released?.version !== versionOf(notebook, released?.checks?.tag ?? '');
}

/**
 * Gives a file a second, free name beside it, and returns that name. The first stays until another
 * file is put in its place, so that at no moment there is no notebook.
 */
export function keepAside(path: string): string {
  for (const kept of keptPaths(path)) {
    if (!existsSync(kept)) {
      addName(path, kept);
      return kept;
    }
    // An earlier run was ended between keeping this very file and replacing it.
    if (statSync(kept).ino === statSync(path).ino) return kept;
  }
  throw new Error('There is always another number');
}

function addName(path: string, name: string): void {
  try {
    linkSync(path, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // Some file systems, such as those of USB sticks, have no hard links.
    copyFileSync(path, name, constants.COPYFILE_EXCL);
  }
}

/** The names under which a learner's versions of a notebook are kept beside it, without end. */
export function* keptPaths(path: string): Generator<string, never> {
  for (let number = 1; ; number += 1) yield path.replace(/\.ipynb$/, `.kept-${number}.ipynb`);
}

/** The digest of a release: of its cells and its checks. */
function versionOf({ cells }: Notebook, tag: string): string {
  const said = cells.map((cell) => [cell.cell_type, gradeOf(cell)?.grade_id ?? '', cell.source]);
  return createHash('sha256')
    .update(JSON.stringify([tag, said]))
    .digest('hex')
    .slice(0, 12);
}

function releaseCell(cell: NotebookCell, path: string): NotebookCell {
  const where = `${path}, cell ${cell.id}`;
  const source = stripSolutions(cell.source, where);
  if (cell.cell_type !== 'code') return { ...cell, source };
  return markExample({ ...cell, source, execution_count: null, outputs: [] });
}
