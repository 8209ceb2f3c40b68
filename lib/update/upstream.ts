/** Fetches a new version of the course. */

import { WirebookError } from '../base/error.ts';
import type { Checkout } from './checkout.ts';

/**
 * Fetches from the course's repository, and returns the branch that the learner's branch follows.
 *
 * @throws {WirebookError} where there is no such branch, or the repository cannot be reached
 */
export async function fetchUpstream(checkout: Checkout): Promise<string> {
  const branch = await checkout.git(['symbolic-ref', '--quiet', '--short', 'HEAD']).catch(() => '');
  if (branch === '') {
    throw new WirebookError(
      "Cannot update: a single commit is checked out, and no branch; 'git switch main' returns to the course",
    );
  }
  const remotes = await checkout.git(['remote']);
  if (remotes === '') {
    throw new WirebookError(
      "Cannot update: this checkout does not know where it came from; 'git remote add origin URL' tells it",
    );
  }
  const upstream = await checkout
    .git(['rev-parse', '--abbrev-ref', '--symbolic-full-name', '@{upstream}'])
    .catch(() => '');
  if (upstream === '') {
    const [remote] = remotes.split('\n');
    throw new WirebookError(
      `Cannot update: your branch ${branch} follows no other; 'git fetch && git branch --set-upstream-to=${remote}/main' lets it follow the course's`,
    );
  }
  await checkout.git(['fetch', '--quiet']).catch((error: Error) => {
    throw new WirebookError(
      `Cannot update: the course's repository cannot be reached (${error.message}); nothing was changed, try again when you are online`,
      { cause: error },
    );
  });
  return upstream;
}

/**
 * The commit to go to.
 *
 * @throws {WirebookError} where commits of the learner's own stand in the way
 */
export async function newest(
  checkout: Checkout,
  { from, branch }: { readonly from: string; readonly branch: string },
): Promise<string> {
  const to = await checkout.git(['rev-parse', branch]);
  const counts = await checkout.git(['rev-list', '--left-right', '--count', `${from}...${to}`]);
  const [own = 0, missing = 0] = counts.split('\t').map(Number);
  if (missing === 0) return from;
  if (own === 0) return to;
  const commits = own === 1 ? 'a commit' : `${own} commits`;
  throw new WirebookError(
    `Cannot update: this course has ${commits} of your own; 'git merge ${branch}' joins the new version with yours, and where that leaves a conflict in a notebook, 'npx wirebook update' mends it`,
  );
}
