/** Title, promise and minutes of a page, read from its head. */

import { type Notebook, wirebookMetadata } from '../notebook/format.ts';

export interface Outline {
  /** The notebook's first heading. */
  readonly title: string;
  /** The first paragraph below it. */
  readonly promise: string;
  /** The time that a reader needs; exercises do not say. */
  readonly minutes?: number;
  /** All points of an exercise. */
  readonly points?: number;
}

/** Reads the head of a notebook. */
export function readOutline(notebook: Notebook): Outline {
  const head = notebook.cells.find((cell) => cell.cell_type === 'markdown')?.source ?? '';
  const [, title = 'Untitled'] = /^# (.+)$/m.exec(head) ?? [];
  const [promise = ''] = head
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter((block) => block !== '' && !block.startsWith('#'));
  const { minutes } = wirebookMetadata(notebook);
  const points = sumOfPoints(notebook);
  return {
    title,
    promise: promise.replaceAll('\n', ' '),
    ...(typeof minutes === 'number' ? { minutes } : {}),
    ...(points > 0 ? { points } : {}),
  };
}

/** The points of all cells, kept as nbgrader keeps them. */
function sumOfPoints(notebook: Notebook): number {
  let sum = 0;
  for (const { metadata } of notebook.cells) {
    const { points } = (metadata.nbgrader ?? {}) as { readonly points?: unknown };
    if (typeof points === 'number') sum += points;
  }
  return sum;
}
