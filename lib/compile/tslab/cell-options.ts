/** The options that every cell is compiled with, by the kernel and by the lint of notebooks. */

import { join } from 'node:path';
import ts from 'typescript';
import { courseRoot } from '../../base/paths.ts';
import { libraryName } from './library-file.ts';

/** The line the converter puts before every cell, which makes a module of it. */
export const cellPrefix = 'export {};\n';

export const cellOptions: Readonly<ts.CompilerOptions> = {
  strict: true,
  target: ts.ScriptTarget.ESNext,
  lib: [libraryName],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  typeRoots: [join(courseRoot, 'node_modules', '@types')],
  inlineSourceMap: true,
  rewriteRelativeImportExtensions: true,
  // Files of JavaScript are run as they are: their types are known, and not judged.
  checkJs: false,
  // TypeScript's own decorators of old would refuse those of the standard.
  experimentalDecorators: false,
  // A notebook may lie anywhere.
  rootDir: '/',
};

/** Declares the names that the kernel adds to Node's global scope; a file in memory alone. */
export const globalsFile = {
  path: join(courseRoot, '__globals__.d.ts'),
  text: `
/**
 * Asks the person at the notebook for a line of text.
 *
 * @param question what to ask
 * @param options \`password: true\` hides what is typed
 * @example
 * const nickname = await prompt('Your nickname?');
 */
declare function prompt(question?: string, options?: { readonly password?: boolean }): Promise<string>;
`,
} as const;
