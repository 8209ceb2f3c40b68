/** Renders notebooks by nbconvert's command line with the course's template. */

import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { type ContentCache, keyOf } from '../base/content-cache.ts';
import { WirebookError } from '../base/error.ts';
import { courseRoot, pythonTool } from '../base/paths.ts';

const templates = join(courseRoot, 'lib/handout/template');

/** The folder of the rendered pages. */
export interface RenderOptions {
  /** The folder of the pages, each named after its notebook. */
  readonly folder: string;
  /** Pages rendered earlier, taken again where notebook and template are the same. */
  readonly cache?: ContentCache | undefined;
  /** Stops nbconvert. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Renders every notebook to a page of its own.
 *
 * @param notebooks paths of notebooks that hold their outputs
 */
export async function renderPages(
  notebooks: readonly string[],
  { folder, cache, signal }: RenderOptions,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const pageOf = (notebook: string) => join(folder, `${basename(notebook, '.ipynb')}.html`);
  const toolchain = keyOf(...toolchainFiles().map((file) => readFileSync(file)));
  const keys = new Map(
    notebooks.map((notebook) => [
      notebook,
      keyOf(toolchain, basename(notebook), readFileSync(notebook)),
    ]),
  );
  const changed: string[] = [];
  for (const [notebook, key] of keys) {
    const kept = cache?.find(key);
    if (kept === undefined) changed.push(notebook);
    else copyFileSync(kept, pageOf(notebook));
  }
  // One process renders them all, since starting Python takes longer than rendering a lesson.
  if (changed.length > 0) await convert(changed, { folder, signal });
  for (const notebook of changed) {
    cache?.keep(keys.get(notebook) ?? '', readFileSync(pageOf(notebook)));
  }
}

async function convert(
  notebooks: readonly string[],
  { folder, signal }: Omit<RenderOptions, 'cache'>,
): Promise<void> {
  const program = pythonTool('jupyter-nbconvert');
  if (!existsSync(program)) {
    throw new WirebookError(`Cannot find nbconvert at ${program}: run 'node lib/setup.mjs'`);
  }
  const args = [
    ...['--to', 'html', '--template', 'wirebook', '--output-dir', folder, '--log-level', 'ERROR'],
    `--TemplateExporter.extra_template_basedirs=${templates}`,
    '--HTMLExporter.anchor_link_text=#',
    ...notebooks,
  ];
  try {
    await promisify(execFile)(program, args, { signal, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const { stderr = '' } = error as { readonly stderr?: string };
    const why = stderr.trim().split('\n').at(-1) || (error as Error).message;
    throw new WirebookError(`nbconvert could not render the handouts: ${why}`, { cause: error });
  }
}

function toolchainFiles(): readonly string[] {
  const parts = globSync('wirebook/*', { cwd: templates }).sort();
  return [...parts.map((name) => join(templates, name)), join(courseRoot, 'requirements.txt')];
}
