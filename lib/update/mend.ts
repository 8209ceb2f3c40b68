/** Mends notebooks that git has left with two versions in one file, after a `git pull`. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WirebookError } from '../base/error.ts';
import type { Checkout } from './checkout.ts';
import { notebookOf, takeOver, type UpdatedNotebook } from './join-versions.ts';

/** The notebooks of the course in `root` that hold marks of a conflict, so that nothing opens them. */
export function notebooksInConflict(root: string): readonly string[] {
  return (
    globSync('{notebooks,exercises}/*.ipynb', { cwd: root })
      // No line of JSON begins like this.
      .filter((path) => /^<{7} /m.test(readFileSync(join(root, path), 'utf8')))
      .sort()
  );
}

/** The notebooks that were mended, and the work that remains. */
export interface Mended {
  readonly notebooks: readonly UpdatedNotebook[];
  /** Files that still have a conflict. */
  readonly left: readonly string[];
  /** The command that brings to its end what git was doing. */
  readonly next: string;
}

/** The operation that git has not finished. */
interface Unfinished {
  readonly name: 'merge' | 'rebase' | 'stash';
  readonly next: string;
}

/**
 * Mends every notebook with a conflict; undefined where nothing has one.
 *
 * @throws {WirebookError} where git is in the middle of something else
 */
export async function mendConflicts(checkout: Checkout): Promise<Mended | undefined> {
  const unmerged = await checkout.list(['diff', '--name-only', '--diff-filter=U']);
  const { name, next } = await unfinished(checkout);
  if (unmerged.length === 0) {
    if (name === 'stash') return undefined;
    throw new WirebookError(`Cannot update: git is in the middle of a ${name}; '${next}' ends it`);
  }
  const notebooks: UpdatedNotebook[] = [];
  const left: string[] = [];
  for (const path of unmerged) {
    const mended = path.endsWith('.ipynb') ? await mend(checkout, { path, name }) : undefined;
    if (mended === undefined) {
      left.push(path);
      continue;
    }
    notebooks.push(mended);
    await checkout.git(['add', '--', path]);
    // A stash belongs to the working folder: what it has changed is not for the next commit.
    if (name === 'stash') await checkout.git(['reset', '--quiet', '--', path]);
  }
  return { notebooks, left, next };
}

/** Unmerged files without a merge or a rebase are those of a stash that was taken back. */
async function unfinished(checkout: Checkout): Promise<Unfinished> {
  const isThere = async (file: string) => existsSync(await checkout.ownPath(file));
  if (await isThere('MERGE_HEAD')) return { name: 'merge', next: 'git commit --no-edit' };
  if ((await isThere('rebase-merge')) || (await isThere('rebase-apply'))) {
    return { name: 'rebase', next: 'git rebase --continue' };
  }
  return { name: 'stash', next: 'git stash drop' };
}

/** Undefined where the conflict is not one between two notebooks. */
async function mend(
  checkout: Checkout,
  { path, name }: { readonly path: string; readonly name: Unfinished['name'] },
): Promise<UpdatedNotebook | undefined> {
  // A notebook that can be read has no marks of a conflict: it was mended by hand.
  if (notebookOf(checkout.fileHere(path)) !== undefined) return { path, isThere: true };
  // In a rebase, and where a stash is taken back, the learner's version is the one that comes.
  const [ours, theirs] = name === 'merge' ? [':2', ':3'] : [':3', ':2'];
  const mine = await checkout.fileAt(ours, path);
  const course = await checkout.fileAt(theirs, path);
  if (notebookOf(mine) === undefined || notebookOf(course) === undefined) return undefined;
  const versions = [{ base: await checkout.fileAt(':1', path), mine }];
  return takeOver(checkout, { path, versions, theirs: course }) ?? { path, isThere: true };
}
