/** The paths of the course on this machine. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the course: the nearest folder upwards that holds `lib/setup.mjs`. */
export const courseRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The extension of this build's modules: `.ts` when run from source, `.js` when compiled. */
export const moduleExtension: '.ts' | '.js' = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * The file of a module that is started as a process of its own.
 *
 * @param base the caller's `import.meta.url`
 * @param name the module's path without its extension, such as `./harness`
 */
export function entryPoint(base: string, name: string): string {
  return fileURLToPath(new URL(name + moduleExtension, base));
}

/** A program of the project's own Python environment, such as `jupyter-lab`. */
export function pythonTool(name: string): string {
  return join(courseRoot, '.venv', 'bin', name);
}

function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'lib', 'setup.mjs'))) return folder;
    if (folder === dirname(folder)) return start;
  }
}
