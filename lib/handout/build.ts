/** Turns notebooks into pages: runs lessons, renders all, and swaps the new build in whole. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ContentCache } from '../base/content-cache.ts';
import { WirebookError } from '../base/error.ts';
import { type Notebook, readNotebook, writeNotebook } from '../notebook/format.ts';
import { type RunOptions, runNotebook } from '../session/headless/run-notebook.ts';
import { withCaptions } from './captions.ts';
import { withFootnotes } from './footnotes.ts';
import { findTerms, glossaryNotebook } from './glossary.ts';
import { indexNotebook, type Page } from './index-page.ts';
import { renderPages } from './nbconvert.ts';
import { readOutline } from './outline.ts';
import { type PrintOptions, printPages } from './pdf.ts';
import type { RunCache } from './run-cache.ts';
import { buildSearch } from './search-index.ts';
import { forTemplate, withSharedStyles } from './shared-styles.ts';
import { type Source, shortName, withChecks, withPageLinks } from './sources.ts';
import { speedName } from './speed-page.ts';
import { recoverBuild, swapIn } from './swap-in.ts';

/**
 * Runs a lesson, or takes its outputs from an earlier run of the same.
 *
 * @throws {WirebookError} naming notebook, cell and line of the first cell that failed: a page with
 *   a hole in it is never made
 */
export async function runSource(
  source: Source,
  { cache, ...options }: { readonly cache: RunCache } & Pick<RunOptions, 'onCell' | 'signal'>,
): Promise<Notebook> {
  const { file, isRun } = source;
  if (!isRun) return readNotebook(file);
  const kept = cache.read(file);
  if (kept !== undefined) return kept;
  const run = await runNotebook(file, options);
  const [failure] = run.failures;
  if (failure !== undefined) {
    const line = failure.line === undefined ? '' : `, line ${failure.line}`;
    const where = `${shortName(source)}: cell ${failure.cell}${line}`;
    throw new WirebookError(`${where}: ${failure.message}`, { exitCode: 1 });
  }
  cache.write(file, run.notebook);
  return run.notebook;
}

/** The folder of the pages, and options of their making. */
export interface PublishOptions {
  /** The folder of the pages; what it held before is replaced. */
  readonly out: string;
  /** Also a PDF of every page. */
  readonly pdf?: boolean;
  /** Pages and PDFs of earlier builds. */
  readonly cache?: ContentCache;
  /** The page on speed, which the index then lists. */
  readonly speed?: Notebook | undefined;
  /** Told of each page as it is printed. */
  readonly onPrint?: PrintOptions['onPrint'];
  readonly signal?: AbortSignal;
}

/**
 * Renders the pages, the index and the glossary, and puts them in the place of the last build,
 * which stays until this one is whole.
 *
 * @returns the files that were made
 */
export async function publish(
  notebooks: ReadonlyMap<Source, Notebook>,
  { out, pdf = false, cache, speed, onPrint, signal }: PublishOptions,
): Promise<readonly string[]> {
  mkdirSync(dirname(out), { recursive: true });
  recoverBuild(out);
  const work = mkdtempSync(`${out}.new-${process.pid}-`);
  try {
    const files = [...layOut(notebooks, speed)].map(([name, notebook]) => {
      const file = join(work, 'notebooks', `${name}.ipynb`);
      writeNotebook(file, notebook);
      return file;
    });
    const built = join(work, 'pages');
    await renderPages(files, { folder: built, cache, signal });
    const pages = files.map((file) => `${basename(file, '.ipynb')}.html`);
    const printed = pdf ? await printPages(pages, { folder: built, cache, onPrint, signal }) : [];
    signal?.throwIfAborted();
    swapIn(built, out);
    return [...pages, ...printed].map((name) => join(out, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Every page of the build by its name, ready for the template. */
function layOut(
  notebooks: ReadonlyMap<Source, Notebook>,
  speed: Notebook | undefined,
): ReadonlyMap<string, Notebook> {
  const all = [...notebooks.keys()];
  const pages = [...notebooks].map(([source, notebook]) => {
    const linked = withPageLinks(withChecks(notebook, source), { source, all });
    const shaped = withSharedStyles(withFootnotes(withCaptions(linked)));
    return { ...pageOf(source, shaped), name: source.name, notebook: shaped };
  });
  const lessons = pages.filter(({ kind }) => kind === 'lesson');
  return new Map([
    ...pages.map(
      ({ name, notebook }, position) =>
        [name, withNeighbours(notebook, { pages, position })] as const,
    ),
    ['glossary', glossaryNotebook(findTerms(lessons))],
    ...(speed === undefined ? [] : [[speedName, withCaptions(speed)] as const]),
    ['index', indexNotebook(pages, { search: buildSearch(pages), speed })],
  ]);
}

function pageOf({ name, kind }: Source, notebook: Notebook): Page {
  return { href: `${name}.html`, kind, ...readOutline(notebook) };
}

/** Tells the template which pages come before and after this one. */
function withNeighbours(
  notebook: Notebook,
  { pages, position }: { readonly pages: readonly Page[]; readonly position: number },
): Notebook {
  const link = (page: Page | undefined) => page && { href: page.href, title: page.title };
  const neighbours = { previous: link(pages[position - 1]), next: link(pages[position + 1]) };
  return forTemplate(notebook, neighbours);
}
