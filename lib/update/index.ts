/**
 * Brings a new version of the course over a learner's answers.
 *
 * Layout:
 * - `update.ts`: `updateCourse`, the whole update
 * - `upstream.ts`: fetches the new version and decides on the commit to go to
 * - `stash.ts`: keeps a learner's notebooks in git's stash while files are replaced
 * - `merge-driver.ts`: the process that git starts to merge two versions of a notebook
 * - `mend.ts`: merges notebooks that git has left with a conflict
 * - `join-versions.ts`: joins files of notebooks, and keeps copies of the learner's
 * - `merge-notebook.ts`: merges three notebooks, cell by cell
 * - `checkout.ts`: runs git in the course's checkout
 * - `report.ts`: an update as its learner reads it
 */

export { notebooksInConflict } from './mend.ts';
export { UpdateReport } from './report.ts';
export { updateCourse } from './update.ts';
