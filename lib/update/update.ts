/** Brings a learner's checkout of the course up to date, and loses nothing that was written in it. */

import { WirebookError } from '../base/error.ts';
import { Checkout, GitError } from './checkout.ts';
import { isSame, type UpdatedNotebook } from './join-versions.ts';
import { type Mended, mendConflicts } from './mend.ts';
import { stash, takeBack } from './stash.ts';
import { fetchUpstream, newest } from './upstream.ts';

/** An update that was done. */
export interface Update {
  /** The commits before and after; the same where there was nothing to do. */
  readonly from: string;
  readonly to: string;
  /** The number of files that are new, changed or gone. */
  readonly files: number;
  readonly notebooks: readonly UpdatedNotebook[];
}

/** The outcome of {@link updateCourse}: it updates, or mends what a `git pull` has left. */
export type Outcome =
  | { readonly kind: 'updated'; readonly update: Update }
  | { readonly kind: 'mended'; readonly mended: Mended };

/**
 * Updates the course in `root` to the newest version of the branch that it follows.
 *
 * If git has left conflicts in notebooks, it mends these instead, and that is all.
 *
 * The learner's part of a notebook that changes is taken over into the new version. An
 * update that was killed is finished by the next one.
 *
 * @throws {WirebookError} where it cannot be done; the learner's notebooks are as they were
 */
export async function updateCourse(root: string): Promise<Outcome> {
  const checkout = new Checkout(root);
  try {
    await checkout.verify();
    await registerDriver(checkout);
    const mended = await mendConflicts(checkout);
    if (mended !== undefined) return { kind: 'mended', mended };
    const back = await uninterrupted(() => takeBack(checkout));
    const branch = await fetchUpstream(checkout);
    const update = await uninterrupted(() => goForward(checkout, branch));
    return { kind: 'updated', update: { ...update, notebooks: joinRows(back, update.notebooks) } };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new WirebookError(`Cannot update: git says: ${error.message}`, { cause: error });
  }
}

/** Tells git of the driver that .gitattributes names, for pulls, merges and rebases by hand as well. */
async function registerDriver(checkout: Checkout): Promise<void> {
  const program = 'node_modules/.bin/node lib/dist/update/merge-driver.js %O %A %B %P';
  // If the driver fails or is killed, git's own marks show the conflict.
  const driver = `${program} || git merge-file -L ours -L base -L theirs %A %O %B`;
  await checkout.git(['config', 'merge.wirebook-notebook.driver', driver]);
  // Among several common ancestors git takes one instead of merging them.
  await checkout.git(['config', 'merge.wirebook-notebook.recursive', 'binary']);
}

/** Lets Ctrl-C wait for the end of work that replaces files, which takes a moment. */
async function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const wait = () => {};
  for (const signal of signals) process.on(signal, wait);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, wait);
  }
}

async function goForward(checkout: Checkout, branch: string): Promise<Update> {
  const from = await checkout.git(['rev-parse', 'HEAD']);
  const to = await newest(checkout, { from, branch });
  const changed = await checkout.list(['diff', '--name-only', '--no-renames', from, to]);
  const touched = (await touchedFiles(checkout)).filter((path) => changed.includes(path));
  await refuseOthers(checkout, { touched, versions: [from, to] });
  let back: readonly UpdatedNotebook[] = [];
  try {
    await stash(checkout, touched);
    await checkout.git(['merge', '--ff-only', '--quiet', to]);
  } finally {
    back = await takeBack(checkout);
  }
  const published = changed
    .filter((path) => path.endsWith('.ipynb'))
    .map((path) => ({ path, isThere: checkout.fileHere(path) !== undefined }));
  return { from, to, files: changed.length, notebooks: joinRows(published, back) };
}

/** Files that differ from the last commit, or that git does not know. */
async function touchedFiles(checkout: Checkout): Promise<readonly string[]> {
  const options = ['--porcelain', '--no-renames', '--untracked-files=all'];
  return (await checkout.list(['status', ...options])).map((line) => line.slice(3));
}

/** Only notebooks can be merged. Other files must be as an update that was killed may leave them. */
async function refuseOthers(
  checkout: Checkout,
  {
    touched,
    versions,
  }: { readonly touched: readonly string[]; readonly versions: readonly string[] },
): Promise<void> {
  const others: string[] = [];
  for (const path of touched.filter((each) => !each.endsWith('.ipynb'))) {
    const here = checkout.fileHere(path);
    const known = await Promise.all(versions.map((version) => checkout.fileAt(version, path)));
    if (here !== undefined && !known.some((each) => isSame(each, here))) others.push(path);
  }
  if (others.length === 0) return;
  throw new WirebookError(
    `Cannot update: you have changed ${others.join(', ')}, and the new version changes the same; put your change away with 'git stash', and update again`,
  );
}

/** One row for each notebook, the latest, in the order of their paths. */
function joinRows(...rows: readonly (readonly UpdatedNotebook[])[]): readonly UpdatedNotebook[] {
  const byPath = new Map(rows.flat().map((row) => [row.path, row]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
