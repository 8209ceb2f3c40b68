import { statSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { courseRoot } from '../../base/paths.ts';

interface Watched {
  readonly changed: ts.FileWatcherCallback;
  modified: number;
}

/** The files of the course that cells import, looked at before each cell instead of watched. */
export class FileChanges {
  readonly #files = new Map<string, Watched>();

  /** Remembers a file as it is now. */
  watch(path: string, changed: ts.FileWatcherCallback): ts.FileWatcher {
    if (isInstalled(path)) return { close() {} };
    const watched = { changed, modified: modifiedAt(path) };
    this.#files.set(path, watched);
    return {
      close: () => {
        if (this.#files.get(path) === watched) this.#files.delete(path);
      },
    };
  }

  /**
   * Reports every file that changed since it was last looked at.
   *
   * @returns whether there was one
   */
  notice(): boolean {
    let hasSome = false;
    for (const [path, watched] of [...this.#files]) {
      const modified = modifiedAt(path);
      if (modified === watched.modified) continue;
      watched.modified = modified;
      hasSome = true;
      watched.changed(
        path,
        modified === 0 ? ts.FileWatcherEventKind.Deleted : ts.FileWatcherEventKind.Changed,
      );
    }
    return hasSome;
  }
}

/** 0 where there is no such file. */
function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The installed packages, and the library as it was built. */
const folders = [join(courseRoot, 'node_modules', '/'), join(courseRoot, 'lib', 'dist', '/')];

/** Tells whether a file stays as it is while a kernel runs, and until the next setup. */
function isInstalled(path: string): boolean {
  return folders.some((folder) => path.startsWith(folder));
}
