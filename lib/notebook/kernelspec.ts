import { createRequire } from 'node:module';
import type { Notebook } from './format.ts';

/** The metadata by which front ends find the course's kernel. */
export const kernelspec = {
  display_name: 'TypeScript (Wirebook)',
  language: 'typescript',
  name: 'tslab',
} as const;

/** TypeScript's version as its package states it: loading the compiler to ask would take long. */
const { version } = createRequire(import.meta.url)('typescript/package.json') as {
  readonly version: string;
};

/**
 * The kernel's description of its language, which every notebook repeats: if the two differ,
 * JupyterLab rewrites the notebook on opening it, and asks a learner to save an unchanged notebook.
 */
export const languageInfo = {
  name: 'typescript',
  version,
  mimetype: 'text/typescript',
  file_extension: '.ts',
  pygments_lexer: 'typescript',
  // A plain name: JupyterLab looks it up among its languages, and takes an object for JavaScript.
  codemirror_mode: 'typescript',
  nbconvert_exporter: 'script',
} as const;

/** The notebook with the metadata of the course's kernel and language. */
export function withKernelMetadata(notebook: Notebook): Notebook {
  const metadata = { ...notebook.metadata, kernelspec, language_info: languageInfo };
  return { ...notebook, metadata };
}
