/** Finds what a class has handed in: folders, notebooks, zips, and zips of zips. */

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { WirebookError } from '../../error.ts';
import { readArchive } from './archive.ts';
import { type NamedSubmission, readPlatformName } from './platform-names.ts';

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

/** An archive in an archive in an archive is enough for every platform. */
const deepest = 3;

/**
 * Finds the submissions at `path`, one for each student, in the order of their names.
 *
 * @throws {WirebookError} when there is nothing at `path`
 */
export async function collectSubmissions(path: string): Promise<readonly Submission[]> {
  const root = resolve(path);
  const stat = lstatSync(root, { throwIfNoEntry: false });
  if (stat === undefined) throw new WirebookError(`There is no ${path}`);
  const found: Found = { files: [], refused: [], folders: [] };
  if (stat.isDirectory()) walk(root, root, found);
  else
    await addFile(
      { path: root.split('/').at(-1) ?? '', modified: stat.mtime, load: () => readFileSync(root) },
      found,
      0,
    );
  return group(await expand(found));
}

interface Found {
  readonly files: HandedIn[];
  /** Paths with reasons. */
  readonly refused: string[];
  /** Folders, so that a student who handed in nothing is seen. */
  readonly folders: string[];
}

function walk(folder: string, root: string, found: Found): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = join(folder, entry.name);
    const path = relative(root, full);
    if (entry.name.startsWith('.')) continue;
    if (entry.isSymbolicLink()) found.refused.push(`${path}: a symbolic link`);
    else if (entry.isDirectory()) {
      found.folders.push(path);
      walk(full, root, found);
    } else if (/\.(ipynb|zip)$/i.test(entry.name) && entry.isFile()) {
      const modified = lstatSync(full).mtime;
      found.files.push({ path, modified, load: () => readFileSync(full) });
    }
  }
}

/** Replaces the archives among the files by what they hold. */
async function expand(found: Found): Promise<Found> {
  const expanded: Found = { files: [], refused: [...found.refused], folders: found.folders };
  for (const file of found.files) await addFile(file, expanded, 1);
  return expanded;
}

/** A whole class in one archive lies at depth 0: its own name says nothing about a student. */
async function addFile(file: HandedIn, found: Found, depth: number): Promise<void> {
  if (!/\.zip$/i.test(file.path)) {
    found.files.push(file);
    return;
  }
  const prefix = depth === 0 ? '' : `${file.path}/`;
  if (depth > deepest) {
    found.refused.push(`${file.path}: archives in archives, more than ${deepest} deep`);
    found.folders.push(file.path);
    return;
  }
  const { files, refused } = await readArchive(file.load());
  found.refused.push(...refused.map((reason) => `${prefix}${reason}`));
  if (depth > 0 && files.length === 0) found.folders.push(file.path);
  for (const { path, modified, content } of files) {
    await addFile({ path: prefix + path, modified, load: () => content }, found, depth + 1);
  }
}

/** Groups by the first part of each path that names a student. */
function group({ files, refused, folders }: Found): readonly Submission[] {
  const paths = [...files.map(({ path }) => path), ...folders];
  const skip = wrapperOf(paths);
  const who = (path: string) => path.slice(skip.length).split('/')[0] ?? '';
  const names = [...new Set(paths.map(who))].filter(
    (name) => name !== '' && !skip.startsWith(`${name}/`),
  );
  const students = Map.groupBy(names, (name) => readPlatformName(name).student);
  return [...students]
    .map(([, own]) => ({
      ...readPlatformName(own[0] ?? ''),
      late: own.some((name) => readPlatformName(name).late),
      notebooks: files.filter(({ path }) => own.includes(who(path))),
      refused: refused.filter((reason) =>
        own.some((name) => reason.slice(skip.length).startsWith(name)),
      ),
    }))
    .sort((a, b) => (a.student < b.student ? -1 : 1));
}

/** A single folder around everything, as some archives have it, names no student. */
function wrapperOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  const top = `${first.split('/')[0]}/`;
  const wraps =
    paths.every((path) => `${path}/`.startsWith(top)) &&
    paths.some((path) => path.split('/').length > 2) &&
    readPlatformName(top.slice(0, -1)).platformId === undefined &&
    !/\.(zip|ipynb)\/$/i.test(top);
  return wraps ? top : '';
}
