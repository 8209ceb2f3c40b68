/** Brings what was put aside back into the notebook's new version. */

import { rmSync } from 'node:fs';
import { formatNotebook, type Notebook, parseNotebook } from '../../notebook/format.ts';
import { metadataOf } from '../sealed-checks.ts';
import type { Checkout } from './git.ts';
import { type Merged, mergeNotebook } from './merge-notebook.ts';
import type { PutAside } from './put-aside.ts';

/** What became of one notebook. */
export interface UpdatedNotebook {
  readonly path: string;
  /** Whether it is still part of the course. */
  readonly isThere: boolean;
  /** What was taken over of the learner's; undefined where there was nothing, or it was unreadable. */
  readonly merged?: Omit<Merged, 'notebook'> | undefined;
  /** Whether the exercise's hidden checks are other ones now. */
  readonly hasOtherChecks?: boolean;
  /** Where the learner's version lies, if it holds anything of the learner's. */
  readonly kept?: string | undefined;
}

/** A new version with the learner's part in it, still to be written. */
export interface TakenOver {
  /** Undefined where the notebook is gone, or the learner's version is none. */
  readonly text: string | undefined;
  readonly about: UpdatedNotebook;
}

/** Joins what was put aside of the notebook at `path`, the latest last, with its version in `to`. */
export async function takeOver(
  checkout: Checkout,
  {
    path,
    entries,
    to,
  }: { readonly path: string; readonly entries: readonly PutAside[]; readonly to: string },
): Promise<TakenOver> {
  const theirs = notebookOf(await checkout.fileAt(to, path));
  const { kept } = entries.at(-1) ?? {};
  let joined = theirs;
  let merged: Merged | undefined;
  for (const entry of entries) {
    const base = notebookOf(await checkout.fileAt(entry.base, path));
    const mine = notebookOf(checkout.fileHere(entry.kept));
    if (joined === undefined || mine === undefined) continue;
    merged = mergeNotebook({ base, mine, theirs: joined });
    joined = merged.notebook;
  }
  const isThere = theirs !== undefined;
  if (merged === undefined || joined === undefined) {
    return { text: undefined, about: { path, isThere, kept } };
  }
  const { notebook: _, ...what } = merged;
  const before = notebookOf(await checkout.fileAt(entries[0]?.base ?? to, path));
  const hasOtherChecks = tagOf(before) !== tagOf(theirs);
  const about = { path, isThere, merged: what, hasOtherChecks };
  return { text: formatNotebook(joined), about: isEmpty(what) ? about : { ...about, kept } };
}

/** Throws copies away that hold nothing which the learner wrote. */
export function dropEmpty(
  checkout: Checkout,
  { taken, entries }: { readonly taken: TakenOver; readonly entries: readonly PutAside[] },
): void {
  if (taken.about.kept !== undefined) return;
  for (const { kept } of entries) rmSync(checkout.at(kept), { force: true });
}

function isEmpty({ answers, added, leftOut }: Omit<Merged, 'notebook'>): boolean {
  return answers.length === 0 && added === 0 && leftOut.length === 0;
}

function tagOf(notebook: Notebook | undefined): string | undefined {
  return metadataOf(notebook)?.checks?.tag;
}

/** The notebook in a file's content; undefined where there is no file, or no notebook in it. */
export function notebookOf(content: Buffer | undefined): Notebook | undefined {
  try {
    return content && parseNotebook(content.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    // No notebook: it is kept as it is, and there is nothing to take over.
    return undefined;
  }
}
