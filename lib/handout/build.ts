/** Turns the course into pages: runs every lesson, renders it, and swaps the new build in whole. */

import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { WirebookError } from '../error.ts';
import { type RunOptions, runNotebook } from '../kernel/run-notebook.ts';
import {
  type Notebook,
  readNotebook,
  wirebookMetadata,
  writeNotebook,
} from '../notebook/format.ts';
import { courseRoot } from '../paths.ts';
import { indexNotebook, type Page } from './index-page.ts';
import { renderPages } from './nbconvert.ts';
import { readOutline } from './outline.ts';
import type { RunCache } from './run-cache.ts';

/** A page to be made: from which notebook, and whether its cells are run for it. */
export interface Source {
  readonly file: string;
  readonly name: string;
  /** Lessons are shown with their outputs; an exercise is handed out as it stands. */
  readonly isRun: boolean;
}

/** The notebooks of the course, in reading order. */
export function courseSources(): readonly Source[] {
  const lessons = globSync('notebooks/*.ipynb', { cwd: courseRoot }).sort();
  const exercises = globSync('exercises/*.ipynb', { cwd: courseRoot }).sort();
  return [
    ...lessons.map((file) => source(file, basename(file, '.ipynb'))),
    ...exercises.map((file) => source(file, `exercise-${basename(file, '.ipynb')}`)),
  ];
}

/**
 * Runs a lesson, or takes its outputs from an earlier run of the same.
 *
 * @throws {WirebookError} naming notebook, cell and line of the first cell that failed: a page with
 *   a hole in it is never made
 */
export async function runSource(
  { file, isRun }: Source,
  { cache, onCell }: { readonly cache: RunCache } & Pick<RunOptions, 'onCell'>,
): Promise<Notebook> {
  if (!isRun) return readNotebook(file);
  const kept = cache.read(file);
  if (kept !== undefined) return kept;
  const run = await runNotebook(file, onCell === undefined ? {} : { onCell });
  const [failure] = run.failures;
  if (failure !== undefined) {
    const line = failure.line === undefined ? '' : `, line ${failure.line}`;
    const where = `${relative(courseRoot, file)}: cell ${failure.cell}${line}`;
    throw new WirebookError(`${where}: ${failure.message}`, { exitCode: 1 });
  }
  cache.write(file, run.notebook);
  return run.notebook;
}

/**
 * Renders the pages and puts them in the place of the last build, which stays until this one is
 * whole.
 */
export async function publish(
  pages: ReadonlyMap<Source, Notebook>,
  { out, signal }: { readonly out: string; readonly signal?: AbortSignal },
): Promise<readonly string[]> {
  mkdirSync(dirname(out), { recursive: true });
  const work = mkdtempSync(`${out}.new-`);
  try {
    const notebooks = join(work, 'notebooks');
    const built = join(work, 'pages');
    const listed = [...pages].map(([{ name }, notebook]) => ({ name, notebook }));
    const index = listed.map(({ name, notebook }) => pageOf(name, notebook));
    const files = listed.map(({ name, notebook }, position) =>
      write(join(notebooks, `${name}.ipynb`), withNeighbours(notebook, { index, position })),
    );
    files.push(write(join(notebooks, 'index.ipynb'), indexNotebook(index)));
    await renderPages(files, { folder: built, signal });
    swapIn(built, out);
    return files.map((file) => join(out, `${basename(file, '.ipynb')}.html`));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function source(path: string, name: string): Source {
  const file = join(courseRoot, path);
  return { file, name, isRun: wirebookMetadata(readNotebook(file)).kind === 'lesson' };
}

function pageOf(name: string, notebook: Notebook): Page {
  return { href: `${name}.html`, ...readOutline(notebook) };
}

/** Tells the template which pages come before and after this one. */
function withNeighbours(
  notebook: Notebook,
  { index, position }: { readonly index: readonly Page[]; readonly position: number },
): Notebook {
  const link = (page: Page | undefined) => page && { href: page.href, title: page.title };
  const handout = { previous: link(index[position - 1]), next: link(index[position + 1]) };
  const wirebook = { ...wirebookMetadata(notebook), handout };
  return { ...notebook, metadata: { ...notebook.metadata, wirebook } };
}

function write(path: string, notebook: Notebook): string {
  writeNotebook(path, notebook);
  return path;
}

function swapIn(built: string, out: string): void {
  const old = `${out}.old-${process.pid}`;
  if (existsSync(out)) renameSync(out, old);
  renameSync(built, out);
  rmSync(old, { recursive: true, force: true });
}
