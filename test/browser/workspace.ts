/** Copies of notebooks in `test-results/`: JupyterLab saves what it runs, and the course stays clean. */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { courseRoot } from '../../lib/base/paths.ts';

/** Where tests keep what a person may want to look at. */
export const resultsFolder: string = join(courseRoot, 'test-results');

export interface NotebookCell {
  readonly id: string;
  readonly cell_type: 'code' | 'markdown';
  readonly source: string | readonly string[];
}

/** Copies a notebook of the course. Returns the copy's path, relative to the course. */
export function copyNotebook(path: string, folder: string): string {
  const copy = join(resultsFolder, folder, basename(path));
  rmSync(copy, { force: true });
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(join(courseRoot, path), copy);
  return relative(courseRoot, copy);
}

/** Writes a notebook of code cells. Returns its path, relative to the course. */
export function writeNotebook(path: string, sources: Readonly<Record<string, string>>): string {
  const file = join(resultsFolder, path);
  mkdirSync(dirname(file), { recursive: true });
  const cells = Object.entries(sources).map(([id, source]) => ({
    ...{ cell_type: 'code', id, source, metadata: {}, outputs: [], execution_count: null },
  }));
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
  writeFileSync(file, JSON.stringify(notebook));
  return relative(courseRoot, file);
}

/** The sources of a notebook's code cells, by id. */
export function codeOf(path: string): ReadonlyMap<string, string> {
  const notebook = JSON.parse(readFileSync(join(courseRoot, path), 'utf8')) as {
    readonly cells: readonly NotebookCell[];
  };
  return new Map(
    notebook.cells
      .filter(({ cell_type }) => cell_type === 'code')
      .map(({ id, source }) => [id, typeof source === 'string' ? source : source.join('')]),
  );
}
