import { join } from 'node:path';
import { courseRoot } from '../paths.ts';

/** The installed packages, and the library as it was built. */
const folders = [join(courseRoot, 'node_modules', '/'), join(courseRoot, 'lib', 'dist', '/')];

/** Whether a file stays as it is while a kernel runs, and until the next setup. */
export function isInstalled(path: string): boolean {
  return folders.some((folder) => path.startsWith(folder));
}
