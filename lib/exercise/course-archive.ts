/** The course as a zip: without solutions for learners, with a grader for platforms. */

import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { WirebookError } from '../base/error.ts';
import { explainFileError } from '../base/file-error.ts';
import { courseRoot } from '../base/paths.ts';
import { exerciseNames, releaseNotebook } from './release.ts';
import type { SealKey } from './seal.ts';

/** A file of an archive. */
export interface ArchiveFile {
  readonly path: string;
  readonly content: string | Buffer;
  readonly isExecutable?: boolean;
}

/** Folders that only the course's owners need. */
const ownersOnly = /^(solutions|test|\.ci|\.github)\//;

/** The learners' course: all but solutions and tests, and each exercise as it is released. */
export async function learnersFiles(key: SealKey): Promise<readonly ArchiveFile[]> {
  const kept = trackedFiles().filter(
    (path) => !ownersOnly.test(path) && !path.startsWith('exercises/'),
  );
  const files: ArchiveFile[] = kept.map((path) => {
    const full = join(courseRoot, path);
    return {
      path,
      content: readFileSync(full),
      isExecutable: (lstatSync(full).mode & 0o100) !== 0,
    };
  });
  for (const name of exerciseNames()) {
    const content = await releaseNotebook(name, key);
    files.push({ path: `exercises/${name}.ipynb`, content });
    // `wirebook reset` restores it, since there are no solutions to make it from.
    files.push({ path: `exercises/.released/${name}.ipynb`, content });
  }
  return files;
}

/** Makes a zip of `files`; the same files give the same bytes, whatever the clock and the zone say. */
export async function makeArchive(files: readonly ArchiveFile[]): Promise<Buffer> {
  const archive = new ZipFile();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, content, isExecutable } of sorted) {
    archive.addBuffer(Buffer.from(content), path, {
      // Zips keep local time: the same local time gives the same bytes everywhere.
      mtime: new Date(2020, 0, 1),
      forceDosTimestamp: true,
      mode: isExecutable === true ? 0o100755 : 0o100644,
    });
  }
  archive.end();
  return buffer(archive.outputStream);
}

/** The files of the course that git knows, so that nothing of this machine slips in. */
function trackedFiles(): string[] {
  try {
    const listed = execFileSync('git', ['ls-files', '-z'], {
      cwd: courseRoot,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return listed.split('\0').filter((path) => path !== '');
  } catch (error) {
    // Errors such as too many open files have nothing to do with git.
    throw (
      explainFileError(error) ??
      new WirebookError(
        `Cannot list the files of ${courseRoot}: a bundle is made from a git clone`,
        { cause: error },
      )
    );
  }
}
