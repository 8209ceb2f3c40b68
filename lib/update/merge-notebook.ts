/** Takes a learner's part of a notebook over into its new version, cell by cell. */

import { gradeOf } from '../exercise/nbgrader.ts';
import type { Notebook, NotebookCell } from '../notebook/format.ts';

/** One notebook three times. */
export interface Versions {
  /** As it was when the learner began to write; undefined where nothing says so. */
  readonly base: Notebook | undefined;
  /** As the learner has it. */
  readonly mine: Notebook;
  /** As it is from now on. */
  readonly theirs: Notebook;
}

/** The new version with the learner's part in it. Cells are named as their metadata name them. */
export interface Merged {
  readonly notebook: Notebook;
  /** Cells of the course that hold text by the learner. */
  readonly answers: readonly string[];
  /** Those of them which the new version has changed as well: the task may be another one. */
  readonly changedTasks: readonly string[];
  /** The number of cells that the learner has added. */
  readonly added: number;
  /** Cells with a text by the learner that found no place. */
  readonly leftOut: readonly string[];
}

/**
 * Merges by the cells' names, which survive what lines and line numbers do not.
 *
 * An answer is the learner's, whatever has become of its stub. Any other cell is the learner's only
 * where the new version left it as it was, and a locked one never. Outputs stay with the text that
 * they came from.
 */
export function mergeNotebook({ base, mine, theirs }: Versions): Merged {
  const before = byName(base?.cells ?? []);
  const after = byName(theirs.cells);
  const { edited, own, shown } = sortOut(mine.cells, { before, after });
  const answers: string[] = [];
  const changedTasks: string[] = [];
  const leftOut: string[] = [];
  for (const name of edited.keys()) if (!after.has(name)) leftOut.push(name);

  const cells: NotebookCell[] = own.get(undefined)?.slice() ?? [];
  for (const cell of theirs.cells) {
    const name = nameOf(cell);
    const text = edited.get(name)?.source;
    const isChanged = before.get(name)?.source !== cell.source;
    if (text === undefined || text === cell.source) {
      cells.push(withOutputs(cell, shown.get(name)));
    } else if (mayBeMine(cell, isChanged)) {
      answers.push(name);
      if (isChanged && base !== undefined) changedTasks.push(name);
      cells.push(withOutputs({ ...cell, source: text }, edited.get(name)));
    } else {
      leftOut.push(name);
      cells.push(cell);
    }
    cells.push(...(own.get(name) ?? []));
  }
  const added = [...own.values()].flat().length;
  const notebook = { ...theirs, cells: cells.map(uniqueIds()) };
  return { notebook, answers, changedTasks, added, leftOut };
}

function mayBeMine(cell: NotebookCell, isChanged: boolean): boolean {
  const grade = gradeOf(cell);
  return grade?.solution === true || (grade?.locked !== true && !isChanged);
}

type Named = ReadonlyMap<string, NotebookCell>;

interface SortedOut {
  /** Cells of the course that the learner has written in. */
  readonly edited: Named;
  /** The learner's own cells, by the cell of the new version that they stand behind. */
  readonly own: ReadonlyMap<string | undefined, readonly NotebookCell[]>;
  /** All cells of the course that the learner has. */
  readonly shown: Named;
}

function sortOut(
  cells: readonly NotebookCell[],
  { before, after }: { readonly before: Named; readonly after: Named },
): SortedOut {
  const edited = new Map<string, NotebookCell>();
  const shown = new Map<string, NotebookCell>();
  const own = new Map<string | undefined, NotebookCell[]>();
  let behind: string | undefined;
  for (const read of cells) {
    const cell = { ...read, source: read.source.replaceAll('\r\n', '\n') };
    const name = nameOf(cell);
    const known = before.get(name) ?? after.get(name);
    if (known !== undefined && after.has(name)) behind = name;
    const isAsItWas = cell.source === known?.source || cell.source === after.get(name)?.source;
    if (known !== undefined && isAsItWas) {
      if (!shown.has(name)) shown.set(name, cell);
    } else if (known !== undefined && !edited.has(name)) {
      edited.set(name, cell);
    } else if (cell.source.trim() !== '') {
      // A second cell of one name is a copy that the learner has made.
      const { nbgrader: _, ...metadata } = cell.metadata;
      own.set(behind, [...(own.get(behind) ?? []), { ...cell, metadata }]);
    }
  }
  return { edited, own, shown };
}

function byName(cells: readonly NotebookCell[]): Named {
  return new Map(cells.map((cell) => [nameOf(cell), cell]));
}

/** The name of a cell. Programs that renumber cells leave the metadata alone. */
function nameOf(cell: NotebookCell): string {
  return gradeOf(cell)?.grade_id ?? cell.id;
}

/** The cell with the outputs of `from`, if they came from the same text. */
function withOutputs(cell: NotebookCell, from: NotebookCell | undefined): NotebookCell {
  if (cell.cell_type !== 'code' || from?.cell_type !== 'code') return cell;
  if (from.source !== cell.source) return cell;
  return { ...cell, outputs: from.outputs, execution_count: from.execution_count };
}

/** Gives a cell another id where one before it has the same, or it has none. */
function uniqueIds(): (cell: NotebookCell) => NotebookCell {
  const taken = new Set<string>();
  return (cell) => {
    let { id = 'own' } = cell;
    for (let number = 2; taken.has(id); number += 1) id = `${cell.id ?? 'own'}-${number}`;
    taken.add(id);
    return { ...cell, id };
  };
}
