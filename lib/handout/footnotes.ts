/**
 * Footnotes as Markdown writes them, `[^name]` in the text and `[^name]: what it says` on a line of
 * its own. nbconvert renders cell by cell and knows none, so a page's notes are gathered here.
 */

import type { Notebook, NotebookCell } from '../notebook/format.ts';
import { textCell } from './text-cell.ts';

const definition = /^\[\^([\w-]+)\]: +(.+)$\n?/gm;
/** A reference, or a piece of code in which the same characters mean something else. */
const referenceOrCode = /(```[\s\S]*?```|`[^`\n]*`)|\[\^([\w-]+)\]/g;

/** Numbers the footnotes of a page, links them both ways, and lists them at its end. */
export function withFootnotes(notebook: Notebook): Notebook {
  const texts = new Map(
    textsOf(notebook).flatMap((text) =>
      [...text.matchAll(definition)].map(([, name = '', note = '']) => [name, note] as const),
    ),
  );
  if (texts.size === 0) return notebook;
  const order: string[] = [];
  const link = (whole: string, code: string | undefined, name = '') => {
    if (code !== undefined || !texts.has(name)) return whole;
    const isFirst = !order.includes(name);
    if (isFirst) order.push(name);
    const number = order.indexOf(name) + 1;
    const id = isFirst ? ` id="to-note-${number}"` : '';
    return `<sup${id}><a href="#note-${number}" aria-label="Footnote ${number}">${number}</a></sup>`;
  };
  const cells = notebook.cells.map((cell): NotebookCell => {
    if (cell.cell_type !== 'markdown') return cell;
    return { ...cell, source: cell.source.replace(definition, '').replace(referenceOrCode, link) };
  });
  const notes = order.map((name, at) => {
    const back = `<a href="#to-note-${at + 1}" aria-label="Back to the text">↩</a>`;
    return `${at + 1}. <span id="note-${at + 1}">${texts.get(name)}</span> ${back}`;
  });
  const list = ['## Footnotes', notes.join('\n')].join('\n\n');
  return { ...notebook, cells: [...cells, textCell('footnotes', list)] };
}

function textsOf({ cells }: Notebook): readonly string[] {
  return cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => source);
}
