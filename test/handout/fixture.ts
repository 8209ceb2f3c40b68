/** Notebooks and folders for tests of the handouts. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Source } from '../../lib/handout/sources.ts';
import {
  type Notebook,
  type NotebookCell,
  type Output,
  writeNotebook,
} from '../../lib/notebook/format.ts';

/** A new folder of this test's own. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'wirebook-handout-'));
}

export function markdown(id: string, source: string): NotebookCell {
  return { cell_type: 'markdown', id, metadata: {}, source };
}

export function code(id: string, source: string, outputs: readonly Output[] = []): NotebookCell {
  return { cell_type: 'code', id, metadata: {}, source, outputs, execution_count: null };
}

/** Writes a notebook into `folder` and describes it as a page of the handouts. */
export function sourceOf(
  folder: string,
  { name, cells, isRun = false }: { name: string; cells: readonly NotebookCell[]; isRun?: boolean },
): Source {
  const file = join(folder, `${name}.ipynb`);
  const language = { name: 'typescript', pygments_lexer: 'typescript' };
  const metadata = { language_info: language, wirebook: { minutes: 5 } };
  writeNotebook(file, { nbformat: 4, nbformat_minor: 5, metadata, cells });
  return { file, name, kind: 'lesson', isRun };
}

/** A notebook of these cells. */
export function notebookOf(cells: readonly NotebookCell[]): Notebook {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}
