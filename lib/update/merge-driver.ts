/**
 * Merges two versions of a notebook. git starts this process in a merge, in a rebase and when it
 * takes a stash back, with the names of the files base, ours and theirs, and the notebook's path.
 *
 * If it cannot tell which side is the learner's, it changes nothing and ends with 1: git then
 * merges the files as text. A copy is kept only where a cell had to give way.
 *
 * @see https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver
 */

import { existsSync, readFileSync } from 'node:fs';
import { writeWhole } from '../base/whole-file.ts';
import { Checkout } from './checkout.ts';
import { joinVersions, notebookOf, putAside } from './join-versions.ts';
import { whatWasDone } from './report.ts';

const [base = '', ours = '', theirs = '', path = ''] = process.argv.slice(2);
// git starts a driver in the top folder.
const checkout = new Checkout(process.cwd());
process.exitCode = (await merge()) ? 0 : 1;

async function merge(): Promise<boolean> {
  const learners = await learnersSide();
  if (learners === undefined) return false;
  const [mine, course] = learners === ours ? [ours, theirs] : [theirs, ours];
  const content = readFileSync(mine);
  const published = readFileSync(course);
  if (notebookOf(content) === undefined || notebookOf(published) === undefined) return false;
  const versions = [{ base: readFileSync(base), mine: content }];
  const { file, merged } = joinVersions({ versions, theirs: published });
  const mustKeep = merged !== undefined && merged.leftOut.length > 0;
  const kept = mustKeep ? putAside(checkout, { path, content }) : undefined;
  if (file !== undefined) writeWhole(ours, file);
  const note = kept === undefined ? '' : `; your version before: ${kept}`;
  console.error(`${path}: ${whatWasDone({ path, isThere: true, merged })}${note}`);
  return true;
}

/** The side that the course has not published; undefined where that is neither or both. */
async function learnersSide(): Promise<string | undefined> {
  const [isOursPublished, areTheirsPublished] = [
    await isPublished(ours),
    await isPublished(theirs),
  ];
  if (isOursPublished !== areTheirsPublished) return isOursPublished ? theirs : ours;
  // The second commit of a rebase meets what became of the first.
  const isRebase = existsSync(await checkout.ownPath('rebase-merge'));
  return isRebase && !isOursPublished ? theirs : undefined;
}

/** True for a file that a commit on a remote's branch has. */
async function isPublished(file: string): Promise<boolean> {
  const blob = await checkout.git(['hash-object', '--no-filters', file]);
  const search = ['log', '--remotes', '-m', '-1', '--format=%H', `--find-object=${blob}`];
  return (await checkout.git([...search, '--', path])) !== '';
}
