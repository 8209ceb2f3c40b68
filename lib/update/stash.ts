/**
 * Keeps a learner's notebooks in git's stash while git replaces files.
 *
 * An entry is dropped only when every notebook of it is back, so that the next update finds the
 * answers, however this one ends. `git pull --autostash` is not used: after a killed merge the next
 * autostash overwrites the only reference to the first, and a full disk leaves none at all.
 */

import { WirebookError } from '../base/error.ts';
import type { Checkout } from './checkout.ts';
import { isSame, takeOver, type UpdatedNotebook } from './join-versions.ts';

const message = 'wirebook update';

/** Puts changed files into a stash entry; they are then as the last commit has them. */
export async function stash(checkout: Checkout, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await checkout.git(['reset', '--quiet', '--', ...paths]);
  const present = paths.filter((path) => checkout.fileHere(path) !== undefined);
  if (present.length === 0) return;
  // The stash takes only files that git knows.
  await checkout.git(['add', '--', ...present]);
  await checkout.git(['stash', 'push', '--message', message, '--', ...present]);
}

/** Brings the notebooks of all such entries back, also those of an update that was killed. */
export async function takeBack(checkout: Checkout): Promise<readonly UpdatedNotebook[]> {
  const back: UpdatedNotebook[] = [];
  const entries = (await checkout.git(['stash', 'list', '--format=%H %gs'])).split('\n');
  // The oldest entry is the last one, and dropping it leaves the others their numbers.
  for (const [number, entry] of [...entries.entries()].reverse()) {
    if (!entry.endsWith(`: ${message}`)) continue;
    const commit = entry.slice(0, entry.indexOf(' '));
    back.push(...(await takeBackFrom(checkout, commit).catch(throwWithAdvice)));
    await checkout.git(['stash', 'drop', '--quiet', `stash@{${number}}`]);
  }
  return back;
}

function throwWithAdvice(error: Error): never {
  throw new WirebookError(
    `${error.message}; until then your notebooks are in 'git stash list', as '${message}'`,
    { cause: error },
  );
}

async function takeBackFrom(checkout: Checkout, commit: string): Promise<UpdatedNotebook[]> {
  const back: UpdatedNotebook[] = [];
  const changes = ['diff', '--name-only', '--no-renames', `${commit}^1`, commit];
  for (const path of await checkout.list(changes)) {
    if (!path.endsWith('.ipynb')) continue;
    const base = await checkout.fileAt(`${commit}^1`, path);
    const mine = await checkout.fileAt(commit, path);
    const theirs = await checkout.fileAt('HEAD', path);
    const here = checkout.fileHere(path);
    // A merge that was killed may have left the course's next version here.
    const known = [mine, theirs, await checkout.fileAt('@{upstream}', path)];
    const isLate = here !== undefined && !known.some((each) => isSame(each, here));
    const versions = [{ base, mine }, ...(isLate ? [{ base: theirs, mine: here }] : [])];
    const updated = takeOver(checkout, { path, versions, theirs });
    if (updated !== undefined) back.push(updated);
  }
  return back;
}
