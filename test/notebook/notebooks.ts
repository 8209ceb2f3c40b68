/** Notebooks for tests, written in a few words. */

import { join } from 'node:path';
import {
  type CodeCell,
  type Metadata,
  type Notebook,
  writeNotebook,
} from '../../lib/notebook/format.ts';
import { kernelspec, languageInfo } from '../../lib/notebook/kernelspec.ts';

/** Code cells by their ids. A tag may follow the id: `'wrong raises-exception'`. */
export type Cells = Readonly<Record<string, string>>;

/** Adds assertions about outputs to the cell `id`. */
export function withShows(notebook: Notebook, shows: Readonly<Record<string, unknown>>): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.id in shows
      ? { ...cell, metadata: { ...cell.metadata, wirebook: { shows: shows[cell.id] } } }
      : cell,
  );
  return { ...notebook, cells };
}

export function notebookOf(cells: Cells, wirebook: Metadata = {}): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec, language_info: languageInfo, wirebook },
    cells: Object.entries(cells).map(([name, source]): CodeCell => {
      const [id = '', ...tags] = name.split(' ');
      const metadata = tags.length > 0 ? { tags } : {};
      return { cell_type: 'code', id, metadata, source, outputs: [], execution_count: null };
    }),
  };
}

/** Writes a notebook into a folder, and returns its file. */
export function writeCells(folder: string, name: string, notebook: Notebook): string {
  const file = join(folder, `${name}.ipynb`);
  writeNotebook(file, notebook);
  return file;
}
