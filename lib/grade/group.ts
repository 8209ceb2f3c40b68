/** Tells from the paths of what was handed in whose it is. */

import type { Refused } from './archive.ts';
import { type NamedSubmission, readPlatformName, tellApart } from './platform-names.ts';

/** A notebook that was handed in, not read yet. */
export interface HandedIn {
  readonly path: string;
  readonly modified: Date;
  readonly load: () => Buffer;
}

/** All that one student has handed in. */
export interface Submission extends NamedSubmission {
  readonly notebooks: readonly HandedIn[];
  /** What was left out, and why. */
  readonly refused: readonly string[];
}

/** What lies in the place of submissions. */
export interface Found {
  readonly files: HandedIn[];
  readonly refused: Refused[];
  /**
   * Paths of what is not graded, those of folders with a `/` at the end: a student who handed in
   * nothing else is to be seen.
   */
  readonly names: string[];
}

/** Groups by the first part of each path that names a student. */
export function groupByStudent({ files, refused, names }: Found): readonly Submission[] {
  const paths = [...files.map(({ path }) => path), ...names];
  const skip = wrapperOf(paths);
  const first = (path: string) => path.slice(skip.length).split('/')[0] ?? '';
  const keyOf = (path: string) => {
    const { name, platformId = '' } = readPlatformName(first(path));
    return `${platformId}/${name.normalize('NFC')}`;
  };
  const students = new Map<string, NamedSubmission>();
  for (const path of paths) {
    const named = readPlatformName(first(path));
    if (first(path) === '' || !namesStudent(path.slice(skip.length))) continue;
    const late = named.late || students.get(keyOf(path))?.late === true;
    students.set(keyOf(path), { ...named, late });
  }
  const notebooks = Map.groupBy(files, ({ path }) => keyOf(path));
  const leftOut = Map.groupBy(refused, ({ path }) => keyOf(path));
  const submissions = [...students].map(([key, named]) => ({
    ...named,
    notebooks: notebooks.get(key) ?? [],
    refused: (leftOut.get(key) ?? []).map(({ path, reason }) => `${path}: ${reason}`),
  }));
  return tellApart(submissions).toSorted((a, b) => (a.student < b.student ? -1 : 1));
}

/** Whether a file is one that is looked into, by its name. */
export function isSubmission(name: string): boolean {
  return /\.(ipynb|zip)$/i.test(name);
}

/** A single folder around everything, as some archives have it, names no student. */
function wrapperOf(paths: readonly string[]): string {
  const relevant = paths.filter(namesStudent);
  const folder = relevant[0]?.split('/')[0] ?? '';
  const wraps =
    relevant.every((path) => path.startsWith(`${folder}/`)) &&
    !isPlatformName(folder) &&
    !isSubmission(folder) &&
    holdsStudents(relevant.map((path) => path.slice(folder.length + 1).replace(/\/$/, '')));
  return wraps ? `${folder}/` : '';
}

/** Whether a folder holds folders, or files that are called after students, not after exercises. */
function holdsStudents(paths: readonly string[]): boolean {
  if (paths.some((path) => path.includes('/') || isPlatformName(path))) return true;
  const submitted = paths.filter(isSubmission);
  return submitted.length > 1 && !submitted.some((name) => /^\d\d-/.test(name));
}

/** Whether a path is no stray file beside those of students. */
function namesStudent(path: string): boolean {
  return path.includes('/') || isSubmission(path) || isPlatformName(path);
}

function isPlatformName(name: string): boolean {
  return readPlatformName(name).platformId !== undefined;
}
