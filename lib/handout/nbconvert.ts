/** Renders notebooks by nbconvert's command line with the course's template. */

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WirebookError } from '../error.ts';
import { courseRoot, pythonTool } from '../paths.ts';

/**
 * Renders every notebook to a page of its own. One process renders them all, since starting Python
 * takes longer than rendering a lesson.
 *
 * @param notebooks paths of notebooks that hold their outputs
 * @param folder where the pages go, each named after its notebook
 * @param signal stops nbconvert
 */
export async function renderPages(
  notebooks: readonly string[],
  { folder, signal }: { readonly folder: string; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const program = pythonTool('jupyter-nbconvert');
  if (!existsSync(program)) {
    throw new WirebookError(`Cannot find nbconvert at ${program}: run 'node lib/setup.mjs'`);
  }
  const args = [
    ...['--to', 'html', '--template', 'wirebook', '--output-dir', folder, '--log-level', 'ERROR'],
    `--TemplateExporter.extra_template_basedirs=${join(courseRoot, 'lib/handout/template')}`,
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
