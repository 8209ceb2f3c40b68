/** Mends notebooks that git has left with two versions in one file, after a `git pull`. */

import { existsSync } from 'node:fs';
import { WirebookError } from '../../error.ts';
import { formatNotebook } from '../../notebook/format.ts';
import type { Checkout } from './git.ts';
import { mergeNotebook } from './merge-notebook.ts';
import { putAside } from './put-aside.ts';
import { notebookOf, type UpdatedNotebook } from './take-over.ts';

/** What was mended, and what remains to be done. */
export interface Mended {
  readonly notebooks: readonly UpdatedNotebook[];
  /** Files whose conflict remains. */
  readonly left: readonly string[];
  /** The command that brings to its end what git was doing. */
  readonly next: string;
}

/** What git is in the middle of. */
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
  // One that can be read has no marks of a conflict: it was mended by hand, and is left alone.
  if (notebookOf(checkout.fileHere(path)) !== undefined) return { path, isThere: true };
  // To a rebase, and to a stash that is taken back, the learner's version is the one that comes.
  const stages = name === 'merge' ? { mine: ':2', theirs: ':3' } : { mine: ':3', theirs: ':2' };
  const content = await checkout.fileAt(stages.mine, path);
  const mine = notebookOf(content);
  const theirs = notebookOf(await checkout.fileAt(stages.theirs, path));
  if (content === undefined || mine === undefined || theirs === undefined) return undefined;
  const kept = putAside(checkout, { path, content });
  const base = notebookOf(await checkout.fileAt(':1', path));
  const { notebook, ...merged } = mergeNotebook({ base, mine, theirs });
  checkout.replace(path, formatNotebook(notebook));
  return { path, isThere: true, merged, kept };
}
