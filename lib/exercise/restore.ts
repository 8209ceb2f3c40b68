/**
 * Restores an exercise: puts a learner's answers into a fresh copy of it. This is how a notebook is read
 * in the terminal and in grading alike, and it comes to what it did in the learner's kernel.
 *
 * Cells that a learner may write are taken over: solutions, found by their `grade_id`, and cells that
 * the learner has added. All other cells come from the release. What a learner has written into one of
 * those, such as an import, is run before the original.
 */

import type { CodeCell, Notebook } from '../notebook/format.ts';
import { isUntouchedExample } from './example.ts';
import { gradeOf } from './nbgrader.ts';
import type { SubmittedNotebook } from './submitted.ts';

/** A cell that will be run. */
export interface RestoredCell {
  readonly id: string;
  readonly source: string;
}

/** A notebook that can be graded. */
export interface Restored {
  readonly cells: readonly RestoredCell[];
  /** The learner's own answers by grade_id, for the feedback. */
  readonly answers: Readonly<Record<string, string>>;
  /** Remarks on everything that was out of order. */
  readonly remarks: readonly string[];
}

/** Further cells of a learner's own are not run. */
const maxOwnCells = 200;

/** The exercise as it was released. */
type Release = Pick<Notebook, 'cells'>;

/** Puts the answers of `submitted` into `release`. */
export function restore(submitted: SubmittedNotebook, release: Release): Restored {
  const remarks: string[] = [];
  const answers: Record<string, string> = {};
  const own = ownCells(submitted, { release, remarks });
  const cells: RestoredCell[] = (own.get('') ?? []).slice();
  for (const cell of release.cells) {
    const id = gradeOf(cell)?.grade_id;
    if (id === undefined) continue;
    if (cell.cell_type === 'code') {
      const solution = gradeOf(cell)?.solution === true;
      const answer = solution ? answerOf(submitted, { id, stub: cell, remarks }) : undefined;
      if (answer !== undefined) answers[id] = answer;
      const edited = solution ? undefined : editedVersion(submitted, { id, cell });
      if (edited !== undefined) cells.push(...beforeOriginal(edited, { id, cell, remarks }));
      cells.push({ id, source: answer ?? cell.source });
    }
    cells.push(...(own.get(id) ?? []));
  }
  const order = orderOf(submitted, release);
  if (order !== undefined) remarks.push(order);
  return { cells, answers, remarks };
}

interface Lookup {
  readonly id: string;
  readonly stub: CodeCell;
  readonly remarks: string[];
}

/** The learner's text for a solution cell. Of several with its grade_id, the last that is edited. */
function answerOf({ cells }: SubmittedNotebook, { id, stub, remarks }: Lookup): string | undefined {
  const same = cells.filter(({ gradeId }) => gradeId === id);
  const [first] = same;
  if (first === undefined) {
    remarks.push(`the cell ${id} is missing: its stub was taken`);
    return undefined;
  }
  if (same.length > 1)
    remarks.push(`the cell ${id} stands ${same.length} times: the last edited one was taken`);
  const chosen = same.findLast(({ source }) => source !== stub.source) ?? first;
  if (!chosen.isCode)
    remarks.push(`the cell ${id} is not a code cell any more: it was run all the same`);
  return chosen.source;
}

interface LockedCell {
  readonly id: string;
  readonly cell: CodeCell;
}

/** What the learner has made of a locked cell, if anything. */
function editedVersion({ cells }: SubmittedNotebook, { id, cell }: LockedCell): string | undefined {
  const same = cells.filter(({ gradeId, isCode }) => gradeId === id && isCode);
  return same.find(({ source }) => source.trim() !== cell.source.trim())?.source;
}

/** The edited version of a locked cell as a cell of its own, unless it is the one that checks. */
function beforeOriginal(
  source: string,
  { id, cell, remarks }: LockedCell & { readonly remarks: string[] },
): readonly RestoredCell[] {
  const checks = /\bcheck\s*\(/.test(cell.source);
  const isRun = !checks && source.trim() !== '';
  remarks.push(
    `the locked cell ${id} was edited: ${isRun ? 'your version was run, and then the original' : 'the original was run'}`,
  );
  return isRun ? [{ id: `edited-${id}`, source }] : [];
}

/** Cells that the learner has added, by the graded cell that they stand behind. */
function ownCells(
  { cells }: SubmittedNotebook,
  { release, remarks }: { readonly release: Release; readonly remarks: string[] },
): Map<string, RestoredCell[]> {
  const known = new Set(release.cells.flatMap((cell) => gradeOf(cell)?.grade_id ?? []));
  const examples = new Set(
    release.cells.filter((cell) => isUntouchedExample(cell)).map(({ source }) => source),
  );
  const own = new Map<string, RestoredCell[]>();
  let behind = '';
  let count = 0;
  for (const { gradeId, isCode, source } of cells) {
    if (gradeId !== undefined && known.has(gradeId)) behind = gradeId;
    else if (isCode && source.trim() !== '' && !examples.has(source)) {
      count += 1;
      if (count > maxOwnCells) continue;
      own.set(behind, [...(own.get(behind) ?? []), { id: `own-${count}`, source }]);
    }
  }
  if (count > maxOwnCells)
    remarks.push(`of ${count} added cells the first ${maxOwnCells} were run`);
  return own;
}

function orderOf({ cells }: SubmittedNotebook, release: Release): string | undefined {
  const wanted = release.cells.flatMap((cell) => gradeOf(cell)?.grade_id ?? []);
  const places = cells.flatMap(({ gradeId }) =>
    gradeId === undefined ? [] : wanted.indexOf(gradeId),
  );
  const sorted = places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0));
  return sorted
    ? undefined
    : 'the cells were reordered: they were run in the order of the exercise';
}
