/** Visible examples: cells that show a learner's function at work, and that nothing depends on. */

import { createHash } from 'node:crypto';
import { type NotebookCell, wirebookMetadata } from '../notebook/format.ts';
import { gradeOf } from './nbgrader.ts';

/** Writes into an example of a worked notebook its digest, which tells whether it was edited. */
export function markExample(cell: NotebookCell): NotebookCell {
  if (cell.cell_type !== 'code' || gradeOf(cell) !== undefined) return cell;
  return { ...cell, metadata: { ...cell.metadata, wirebook: { example: digest(cell) } } };
}

/** Tells whether a cell is an example as it was released: it defines nothing that a check may need. */
export function isUntouchedExample(cell: NotebookCell): boolean {
  return wirebookMetadata(cell).example === digest(cell);
}

function digest(cell: NotebookCell): string {
  return createHash('sha256').update(cell.source).digest('hex').slice(0, 12);
}
