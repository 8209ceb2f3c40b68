/** Brings a learner's checkout of the course up to date, and loses nothing that was written in it. */

import { rmSync } from 'node:fs';
import { WirebookError } from '../../error.ts';
import { Checkout, GitError } from './git.ts';
import { type Mended, mendConflicts } from './mend.ts';
import { Journal, putAside } from './put-aside.ts';
import { dropEmpty, takeOver, type UpdatedNotebook } from './take-over.ts';
import { fetchUpstream, newest } from './upstream.ts';

/** What an update has done. */
export interface Update {
  /** The commits before and after; the same where there was nothing to do. */
  readonly from: string;
  readonly to: string;
  /** How many files are new, changed or gone. */
  readonly files: number;
  readonly notebooks: readonly UpdatedNotebook[];
}

/** What {@link updateCourse} has done: it updates, or mends what a `git pull` has left. */
export type Outcome =
  | { readonly kind: 'updated'; readonly update: Update }
  | { readonly kind: 'mended'; readonly mended: Mended };

/** The moments between which an update may be killed. */
export type UpdateStep = 'fetched' | 'put aside' | 'cleared' | 'forwarded' | 'merged';

/**
 * Updates the course in `root` to the newest version of the branch that it follows.
 *
 * Where git has left conflicts in notebooks, it mends these instead, and that is all.
 *
 * What the learner has written in a notebook that changes is put aside, and taken over into the new
 * version. An update that was killed is finished by the next one.
 *
 * @param reached hears of each step that was done
 * @throws {WirebookError} where it cannot be done; nothing was changed then
 */
export async function updateCourse(
  root: string,
  reached: (step: UpdateStep) => void = () => {},
): Promise<Outcome> {
  try {
    return await updateOrMend(root, reached);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new WirebookError(`Cannot update: git says: ${error.message}`, { cause: error });
  }
}

async function updateOrMend(root: string, reached: (step: UpdateStep) => void): Promise<Outcome> {
  const checkout = await Checkout.open(root);
  const mended = await mendConflicts(checkout);
  if (mended !== undefined) return { kind: 'mended', mended };
  const journal = new Journal(await checkout.ownPath('wirebook-update.json'));
  const branch = await fetchUpstream(checkout);
  reached('fetched');
  // From here on files are replaced. It takes a moment, and Ctrl-C waits for its end.
  const stops = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const wait = () => {};
  for (const signal of stops) process.on(signal, wait);
  try {
    const update = await replaceFiles({ checkout, journal, branch, reached });
    return { kind: 'updated', update };
  } finally {
    for (const signal of stops) process.off(signal, wait);
  }
}

interface Work {
  readonly checkout: Checkout;
  readonly journal: Journal;
  readonly branch: string;
  readonly reached: (step: UpdateStep) => void;
}

async function replaceFiles({ checkout, journal, branch, reached }: Work): Promise<Update> {
  const from = await checkout.git(['rev-parse', 'HEAD']);
  const to = await newest(checkout, { from, branch });
  const changed = await checkout.list(['diff', '--name-only', '--no-renames', from, to]);
  const noted = Map.groupBy(journal.entries, ({ path }) => path);
  const touched = (await checkout.touched()).intersection(new Set([...changed, ...noted.keys()]));

  const written = new Map<string, Buffer>();
  for (const path of touched) {
    const here = checkout.fileHere(path);
    const known = [await checkout.fileAt(to, path), await checkout.fileAt(from, path)];
    const entries = noted.get(path);
    if (entries !== undefined) {
      // An update that was killed may have left any of these; nothing is lost when they go.
      const { text = '' } = await takeOver(checkout, { path, entries, to });
      known.push(Buffer.from(text), ...entries.map(({ kept }) => checkout.fileHere(kept)));
    }
    if (here !== undefined && !known.some((each) => each?.equals(here))) written.set(path, here);
  }
  const others = [...written.keys()].filter((path) => !path.endsWith('.ipynb'));
  if (others.length > 0) {
    throw new WirebookError(
      `Cannot update: you have changed ${others.join(', ')}, and the new version changes the same; put your change away with 'git stash', and update again`,
    );
  }

  for (const [path, content] of written) {
    journal.add({ path, kept: putAside(checkout, { path, content }), base: from });
  }
  reached('put aside');
  for (const path of touched) {
    await checkout.git(['reset', '--quiet', 'HEAD', '--', path]);
    rmSync(checkout.at(path), { force: true });
    if ((await checkout.fileAt(from, path)) !== undefined) {
      await checkout.git(['checkout', '--quiet', 'HEAD', '--', path]);
    }
  }
  reached('cleared');
  await checkout.git(['merge', '--ff-only', '--quiet', to]);
  reached('forwarded');
  const updated = new Map<string, UpdatedNotebook>();
  for (const [path, entries] of Map.groupBy(journal.entries, ({ path }) => path)) {
    const taken = await takeOver(checkout, { path, entries, to });
    if (taken.text !== undefined) checkout.replace(path, taken.text);
    dropEmpty(checkout, { taken, entries });
    updated.set(path, taken.about);
  }
  reached('merged');
  journal.close();

  for (const path of changed.filter((each) => each.endsWith('.ipynb') && !updated.has(each))) {
    updated.set(path, { path, isThere: checkout.fileHere(path) !== undefined });
  }
  const notebooks = [...updated.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { from, to, files: changed.length, notebooks };
}
