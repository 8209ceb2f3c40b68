/** Finds notebooks that nothing can open because git has left two versions in them. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The notebooks of the course in `root` that hold marks of a conflict. */
export function notebooksInConflict(root: string): readonly string[] {
  return (
    ['notebooks', 'exercises']
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap((folder) => globSync(join(folder, '*.ipynb'), { cwd: root }))
      // No line of JSON begins like this.
      .filter((path) => /^<{7} /m.test(readFileSync(join(root, path), 'utf8')))
      .sort()
  );
}
