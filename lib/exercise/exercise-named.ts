import { basename, dirname, resolve } from 'node:path';
import { exerciseFiles, exercisesFolder } from './release.ts';

/**
 * The exercise of the course that a person means.
 *
 * @param wanted its number, its name, the beginning of its name, or its notebook in the course
 */
export function exerciseNamed(wanted: string): string | undefined {
  const isElsewhere = basename(wanted) !== wanted && dirname(resolve(wanted)) !== exercisesFolder;
  if (isElsewhere) return undefined;
  const name = basename(wanted, '.ipynb');
  return exerciseFiles().find(
    (known) => known === name || known.startsWith(`${name.padStart(2, '0')}-`),
  );
}
