/** Finds the submissions of a class: folders, notebooks, zips, and zips of zips. */

import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { type ArchiveContent, archiveLimits, readArchive, tooLarge } from './archive.ts';
import { decodeText } from './decode-text.ts';
import { type Found, groupByStudent, isSubmission, type Submission } from './group.ts';
import { readPlatformName } from './platform-names.ts';

/** Archives in archives, so deep: no platform needs more. */
const maxDepth = 3;

/**
 * Finds the submissions at `path`, one for each student, in the order of their names.
 *
 * @param except a folder that holds no submissions, such as that of the grades
 * @throws {WirebookError} when there are none at `path`, or a file there cannot be read: to leave it
 * out would cost a student all points
 */
export async function collectSubmissions(
  path: string,
  { except }: { readonly except?: string } = {},
): Promise<readonly Submission[]> {
  const found: Found = { files: [], refused: [], names: [] };
  const root = resolve(path);
  // Of a link that the instructor names, the target is meant.
  const stat = statSync(root, { throwIfNoEntry: false });
  if (stat === undefined) throw new WirebookError(`There is no ${path}`);
  if (root === except) {
    throw new WirebookError(
      `Grades cannot go among the submissions: name another folder with --out`,
    );
  }
  if (stat.isDirectory()) walk({ folder: Buffer.from(root), path: '', except }, found);
  else if (stat.isFile() && isSubmission(root)) {
    found.files.push({
      path: basename(root),
      modified: stat.mtime,
      load: () => readStored(Buffer.from(root), path),
    });
  } else {
    throw new WirebookError(
      `${path} is not a folder, a notebook or a zip: unpack the submissions, and name their folder`,
    );
  }
  const students = groupByStudent(await expand(found, { isClass: !stat.isDirectory() }));
  if (students.length > 0) return students;
  throw new WirebookError(
    `There are no submissions in ${path}: name the folder or the zip that holds those of the class`,
  );
}

interface Place {
  /** As bytes, since names that were unpacked from an archive need not be UTF-8. */
  readonly folder: Buffer;
  /** The same folder as seen from the first one. */
  readonly path: string;
  readonly except: string | undefined;
}

function walk({ folder, path: parent, except }: Place, found: Found): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const full = Buffer.concat([folder, Buffer.from('/'), entry.name]);
    const name = decodeText(entry.name);
    const path = parent === '' ? name : `${parent}/${name}`;
    if (isHidden(name) || full.toString() === except) continue;
    if (entry.isDirectory()) {
      found.names.push(`${path}/`);
      walk({ folder: full, path, except }, found);
    } else if (entry.isSymbolicLink()) {
      found.names.push(`${path}/`);
      found.refused.push({ path, reason: 'a symbolic link' });
    } else if (entry.isFile() && isSubmission(name)) addStored(full, { path, found });
    else found.names.push(path);
  }
}

function addStored(
  file: Buffer,
  { path, found }: { readonly path: string; readonly found: Found },
): void {
  const { size, mtime } = statSync(file);
  accessSync(file, constants.R_OK);
  if (size <= archiveLimits.fileBytes || isArchive(path)) {
    found.files.push({ path, modified: mtime, load: () => readStored(file, path) });
  } else {
    found.names.push(`${path}/`);
    found.refused.push({ path, reason: tooLarge(archiveLimits.fileBytes) });
  }
}

function readStored(file: Buffer, path: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new WirebookError(
      `${path} was there when the grading began, and is not any more: run the same command again`,
      { cause: error },
    );
  }
}

/** Replaces the archives among the files by their content. */
async function expand(
  { files, ...found }: Found,
  { isClass }: { readonly isClass: boolean },
): Promise<Found> {
  const expanded: Found = { ...found, files: [] };
  for (const file of files) {
    if (!isArchive(file.path)) expanded.files.push(file);
    else {
      const content = await readArchive(file.load());
      const isWhole = isClass || (!file.path.includes('/') && isOfClass(file.path, content));
      if (isWhole && content.broken !== undefined) {
        throw new WirebookError(
          `Cannot read all of ${file.path}: ${content.broken.replace(/\.$/, '')}; fetch it once more, or unpack it and name its folder`,
        );
      }
      await take(content, { path: isWhole ? '' : file.path, found: expanded, depth: 0 });
    }
  }
  return expanded;
}

interface Taking {
  /** The archive's own path; empty for the archive of a class, which names no student. */
  readonly path: string;
  readonly found: Found;
  readonly depth: number;
}

async function take(
  { files, others, refused, broken }: ArchiveContent,
  { path: own, found, depth }: Taking,
): Promise<void> {
  const prefix = own === '' ? '' : `${own}/`;
  if (own !== '') found.names.push(prefix);
  if (broken !== undefined) found.refused.push({ path: own, reason: broken });
  found.names.push(...others.filter((path) => !isHidden(path)).map((path) => prefix + path));
  for (const { path, reason } of refused) {
    found.names.push(`${prefix}${path}/`);
    found.refused.push({ path: prefix + path, reason });
  }
  for (const { path: name, modified, content } of files) {
    if (isHidden(name)) continue;
    const path = prefix + name;
    if (!isArchive(path)) found.files.push({ path, modified, load: () => content });
    else if (depth < maxDepth) {
      await take(await readArchive(content), { path, found, depth: depth + 1 });
    } else {
      const reason = `archives in archives, more than ${maxDepth} deep`;
      found.refused.push({ path, reason });
    }
  }
}

/** Tells whether an archive is one that a platform made for a class: its files name several students. */
function isOfClass(name: string, { files, others }: ArchiveContent): boolean {
  if (readPlatformName(name).platformId !== undefined) return false;
  const ids = [...files.map(({ path }) => path), ...others].map((path) =>
    path
      .split('/')
      .map((part) => readPlatformName(part).platformId)
      .find((id) => id !== undefined),
  );
  return !ids.includes(undefined) && new Set(ids).size > 1;
}

/** Tells whether a file is hidden, as a copy that a front end keeps for itself. */
function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.'));
}

function isArchive(name: string): boolean {
  return /\.zip$/i.test(name);
}
