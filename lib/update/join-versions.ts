/** Joins a learner's version of a notebook with the course's new one, and keeps copies. */

import { writeWhole } from '../base/whole-file.ts';
import { keptPaths } from '../exercise/release.ts';
import { metadataOf } from '../exercise/sealed-checks.ts';
import { formatNotebook, type Notebook, parseNotebook } from '../notebook/format.ts';
import type { Checkout } from './checkout.ts';
import { type Merged, mergeNotebook } from './merge-notebook.ts';

/** The outcome of an update for one notebook. */
export interface UpdatedNotebook {
  readonly path: string;
  /** False where the course has it no longer. */
  readonly isThere: boolean;
  /** The learner's part that was taken over; undefined without such a part that can be read. */
  readonly merged?: Omit<Merged, 'notebook'> | undefined;
  /** True where the exercise's hidden checks have changed. */
  readonly hasOtherChecks?: boolean;
  /** The copy of the learner's version, where it holds anything that the learner wrote. */
  readonly kept?: string | undefined;
}

/** A file that a learner wrote, and the course's file that it began as. */
export interface Version {
  readonly base: Buffer | undefined;
  readonly mine: Buffer | undefined;
}

/** All files of one notebook: the learner's, the latest last, and the course's new one. */
export interface Versions {
  readonly versions: readonly Version[];
  readonly theirs: Buffer | undefined;
}

/** Joins them. Returns the joined file as well as the learner's files that need a copy. */
export function joinVersions({ versions, theirs }: Versions) {
  let file = theirs;
  let merged: Merged | undefined;
  const keep: Buffer[] = [];
  for (const { base, mine } of versions) {
    if (mine === undefined || isSame(mine, file)) continue;
    if (versions.length === 1 && isSame(base, theirs)) return { file: mine, merged, keep };
    const [onto, written] = [notebookOf(file), notebookOf(mine)];
    if (onto === undefined || written === undefined) {
      keep.push(mine);
      continue;
    }
    merged = mergeNotebook({ base: notebookOf(base), mine: written, theirs: onto });
    file = Buffer.from(formatNotebook(merged.notebook));
    const { answers, added, leftOut } = merged;
    if (answers.length + added + leftOut.length > 0) keep.push(mine);
  }
  return { file, merged, keep };
}

/**
 * Joins them in the checkout: writes the copies, then the notebook.
 *
 * @returns undefined where the learner's file is there as it was
 */
export function takeOver(
  checkout: Checkout,
  { path, versions, theirs }: Versions & { readonly path: string },
): UpdatedNotebook | undefined {
  const { file, merged, keep } = joinVersions({ versions, theirs });
  const kept = keep.map((content) => putAside(checkout, { path, content })).at(-1);
  if (file !== undefined && !isSame(checkout.fileHere(path), file)) {
    writeWhole(checkout.at(path), file, { isDurable: true });
  }
  if (merged === undefined && kept === undefined && !isSame(file, theirs)) return undefined;
  const hasOtherChecks = tagOf(versions[0]?.base) !== tagOf(theirs);
  return { path, isThere: theirs !== undefined, merged, hasOtherChecks, kept };
}

/** Writes a copy under a free name beside its notebook, unless it lies there already. */
export function putAside(
  checkout: Checkout,
  { path, content }: { readonly path: string; readonly content: Buffer },
): string {
  for (const kept of keptPaths(path)) {
    const there = checkout.fileHere(kept);
    if (there === undefined) writeWhole(checkout.at(kept), content, { isDurable: true });
    if (there === undefined || there.equals(content)) return kept;
  }
  throw new Error('There is always another number');
}

export function isSame(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === other || (one !== undefined && other?.equals(one) === true);
}

/** The notebook in a file; undefined where there is no file, or it is not a notebook. */
export function notebookOf(content: Buffer | undefined): Notebook | undefined {
  try {
    return content && parseNotebook(content.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    // There is nothing to take over: the file is kept as it is.
    return undefined;
  }
}

function tagOf(content: Buffer | undefined): string | undefined {
  return metadataOf(notebookOf(content))?.checks?.tag;
}
