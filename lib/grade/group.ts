/** Groups files by student: their paths name the student. */

import type { Refused } from './archive.ts';
import { type NamedSubmission, readPlatformName, tellApart } from './platform-names.ts';

/** A notebook, or an archive, that was handed in, not read yet. */
export interface HandedIn {
  readonly path: string;
  readonly modified: Date;
  /** @throws {WirebookError} when it cannot be read for reasons that are not the student's */
  readonly load: () => Promise<Buffer>;
}

/** All that one student has handed in. */
export interface Submission extends NamedSubmission {
  readonly files: readonly HandedIn[];
  /** Files that were left out, each with its reason. */
  readonly refused: readonly string[];
}

/** The files and folders found in the place of submissions. */
export interface Found {
  readonly files: HandedIn[];
  readonly refused: Refused[];
  /**
   * Paths that are not graded, those of folders with a `/` at the end: a student who handed in
   * nothing else must appear in the grade book.
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
  const handedIn = Map.groupBy(files, ({ path }) => keyOf(path));
  const leftOut = Map.groupBy(refused, ({ path }) => keyOf(path));
  const submissions = [...students].map(([key, named]) => ({
    ...named,
    files: handedIn.get(key) ?? [],
    refused: (leftOut.get(key) ?? []).map(({ path, reason }) => `${path}: ${reason}`),
  }));
  return tellApart(submissions).toSorted((a, b) => (a.student < b.student ? -1 : 1));
}

/** Tells whether a file is hidden, as a copy that a front end keeps for itself. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.'));
}

/** Tells whether a file is an archive, by its name. */
export function isArchive(name: string): boolean {
  return /\.zip$/i.test(name);
}

/** Tells whether a file may be a submission, by its name. */
export function isSubmission(name: string): boolean {
  return /\.(ipynb|zip)$/i.test(name);
}

/** A single folder around all others, as in some archives; it names no student. */
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

/** Tells whether a folder holds folders, or files named after students, not after exercises. */
function holdsStudents(paths: readonly string[]): boolean {
  if (paths.some((path) => path.includes('/') || isPlatformName(path))) return true;
  const submitted = paths.filter(isSubmission);
  return submitted.length > 1 && !submitted.some((name) => /^\d\d-/.test(name));
}

/** Tells whether a path is not a stray file beside those of students. */
function namesStudent(path: string): boolean {
  return path.includes('/') || isSubmission(path) || isPlatformName(path);
}

function isPlatformName(name: string): boolean {
  return readPlatformName(name).platformId !== undefined;
}
