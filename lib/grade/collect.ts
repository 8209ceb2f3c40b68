/**
 * Finds the submissions of a class: in a folder, or in the zip that a platform made of a class.
 *
 * What the class is, the instructor's path alone decides. A student's zip stays the student's, whatever
 * names it holds.
 */

import { accessSync, constants, type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { WirebookError } from '../base/error.ts';
import { maxFileBytes, readArchive, roomOfClass, tooLarge } from './archive.ts';
import { decodeText } from './decode-text.ts';
import {
  type Found,
  groupByStudent,
  isArchive,
  isHidden,
  isSubmission,
  type Submission,
} from './group.ts';

/** Options of {@link collectSubmissions}. */
export interface CollectOptions {
  /** A folder that holds no submissions, such as that of the grades. */
  readonly except?: string;
}

/**
 * Finds the submissions at `path`, one for each student, in the order of their names.
 *
 * @throws {WirebookError} when there are none at `path`, or a file there cannot be read: to leave it
 * out would cost a student all points
 */
export async function collectSubmissions(
  path: string,
  { except }: CollectOptions = {},
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
  else if (stat.isFile() && isArchive(root)) await list(root, { path, found });
  else if (stat.isFile() && isSubmission(root)) {
    found.files.push({
      path: basename(root),
      modified: stat.mtime,
      load: async () => readStored(Buffer.from(root), path),
    });
  } else {
    throw new WirebookError(
      `${path} is not a folder, a notebook or a zip: unpack the submissions, and name their folder`,
    );
  }
  const students = groupByStudent(found);
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
  for (const entry of entriesOf(folder, { path: parent, found })) {
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

interface Where {
  readonly path: string;
  readonly found: Found;
}

function entriesOf(folder: Buffer, { path, found }: Where): Dirent<Buffer>[] {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    if (isTooDeep(error)) {
      found.refused.push({ path, reason: tooDeep });
      return [];
    }
    throw unreadable(path === '' ? decodeText(folder) : path, error);
  }
}

function addStored(file: Buffer, { path, found }: Where): void {
  try {
    const { size, mtime } = statSync(file);
    accessSync(file, constants.R_OK);
    if (size <= maxFileBytes) {
      const load = async () => readStored(file, path);
      found.files.push({ path, modified: mtime, load });
      return;
    }
    found.refused.push({ path, reason: tooLarge(maxFileBytes) });
  } catch (error) {
    if (!isTooDeep(error)) throw unreadable(path, error);
    found.refused.push({ path, reason: tooDeep });
  }
  found.names.push(`${path}/`);
}

const tooDeep = 'folders in folders, deeper than Linux can name';

function isTooDeep(error: unknown): boolean {
  return Object(error).code === 'ENAMETOOLONG';
}

function unreadable(path: string, cause: unknown): WirebookError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new WirebookError(`Cannot read ${path}: ${message}`, { cause });
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

/** Lists the archive of a class. */
async function list(archive: string, { path: given, found }: Where): Promise<void> {
  const content = await readArchive(archive, { room: roomOfClass() });
  if (content.broken !== undefined) {
    throw new WirebookError(
      `Cannot read all of ${given}: ${content.broken.replace(/\.$/, '')}; fetch it once more, or unpack it and name its folder`,
    );
  }
  found.names.push(...content.others.filter((path) => !isHidden(path)));
  found.names.push(...content.refused.map(({ path }) => `${path}/`));
  found.refused.push(...content.refused);
  found.files.push(...content.files.filter(({ path }) => !isHidden(path)));
}
