/**
 * Puts a learner's answers into a fresh copy of the exercise.
 *
 * Only what a learner may write is taken over: the cells of solutions, found by their `grade_id`,
 * and cells that the learner has added. Everything else comes from the release, whatever the
 * submission says.
 */

import type { CodeCell, Notebook } from '../../notebook/format.ts';
import { isUntouchedExample } from '../example.ts';
import { gradeOf } from '../nbgrader.ts';

/** A cell of a submission, whatever state it is in. */
export interface SubmittedCell {
  readonly gradeId: string | undefined;
  readonly isCode: boolean;
  readonly source: string;
}

/** What could be read of a submitted notebook. */
export interface SubmittedNotebook {
  /** The exercise that its metadata names. */
  readonly exercise: string | undefined;
  readonly cells: readonly SubmittedCell[];
}

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
  /** What was out of order. */
  readonly remarks: readonly string[];
}

/** The most characters of one cell that are read. */
const longest = 200_000;

/** The most cells of a learner's own. */
const mostOwnCells = 200;

/**
 * Reads a submitted notebook as leniently as can be.
 *
 * @throws {Error} when it is no JSON, or holds no cells
 */
export function readSubmitted(content: Buffer): SubmittedNotebook {
  const value: unknown = JSON.parse(content.toString('utf8').replace(/^\ufeff/, ''));
  const { cells, worksheets, metadata } = Object(value);
  // Format 3 kept its cells in worksheets.
  const list: unknown =
    cells ?? Object(Array.isArray(worksheets) ? worksheets[0] : undefined).cells;
  if (!Array.isArray(list)) throw new Error('it has no cells');
  const exercise: unknown = Object(Object(metadata).wirebook).exercise;
  return {
    exercise: typeof exercise === 'string' ? exercise : undefined,
    cells: list.map((cell: unknown) => {
      const { cell_type: type, source, input, metadata: about } = Object(cell);
      const gradeId: unknown = Object(Object(about).nbgrader).grade_id;
      return {
        gradeId: typeof gradeId === 'string' ? gradeId : undefined,
        isCode: type === 'code',
        source: readSource(source ?? input),
      };
    }),
  };
}

/** Puts the answers of `submitted` into `release`. */
export function restore(submitted: SubmittedNotebook, release: Notebook): Restored {
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
      if (!solution && isChanged(submitted, { id, cell })) {
        remarks.push(`the locked cell ${id} was edited: restored`);
      }
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

/** The learner's text for a solution cell. Of several with its grade_id, the first that is edited. */
function answerOf({ cells }: SubmittedNotebook, { id, stub, remarks }: Lookup): string | undefined {
  const same = cells.filter(({ gradeId }) => gradeId === id);
  const [first] = same;
  if (first === undefined) {
    remarks.push(`the cell ${id} is missing: its stub was taken`);
    return undefined;
  }
  if (same.length > 1)
    remarks.push(`the cell ${id} stands ${same.length} times: the first edited one was taken`);
  const chosen = same.find(({ source }) => source !== stub.source) ?? first;
  if (!chosen.isCode)
    remarks.push(`the cell ${id} is no code cell any more: it was run all the same`);
  return chosen.source;
}

function isChanged(
  { cells }: SubmittedNotebook,
  { id, cell }: { readonly id: string; readonly cell: CodeCell },
): boolean {
  const submitted = cells.find(({ gradeId }) => gradeId === id);
  return submitted !== undefined && submitted.source.trim() !== cell.source.trim();
}

/** Cells that the learner has added, by the graded cell that they stand behind. */
function ownCells(
  { cells }: SubmittedNotebook,
  { release, remarks }: { readonly release: Notebook; readonly remarks: string[] },
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
      if (count > mostOwnCells) continue;
      own.set(behind, [...(own.get(behind) ?? []), { id: `own-${count}`, source }]);
    }
  }
  if (count > mostOwnCells)
    remarks.push(`of ${count} added cells the first ${mostOwnCells} were run`);
  return own;
}

function orderOf({ cells }: SubmittedNotebook, release: Notebook): string | undefined {
  const wanted = release.cells.flatMap((cell) => gradeOf(cell)?.grade_id ?? []);
  const places = cells.flatMap(({ gradeId }) =>
    gradeId === undefined ? [] : wanted.indexOf(gradeId),
  );
  const sorted = places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0));
  return sorted
    ? undefined
    : 'the cells were reordered: they were run in the order of the exercise';
}

function readSource(source: unknown): string {
  const text = Array.isArray(source)
    ? source.filter((line) => typeof line === 'string').join('')
    : source;
  return typeof text === 'string' ? text.slice(0, longest).replaceAll('\r\n', '\n') : '';
}
