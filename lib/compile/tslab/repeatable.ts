/** Tells whether a cell would be compiled to the same again. */

import { join } from 'node:path';
import ts from 'typescript';
import { courseRoot } from '../../base/paths.ts';
import { cellFiles } from './cell-files.ts';
import { globalsFile } from './cell-options.ts';

/** Names of stock TypeScript that its declaration file leaves out. */
const { nodeCoreModules } = ts as unknown as { readonly nodeCoreModules: ReadonlySet<string> };

interface FileInternals extends ts.SourceFile {
  readonly imports?: readonly ts.StringLiteralLike[];
  readonly moduleAugmentations: readonly (ts.StringLiteral | ts.Identifier)[];
}

interface ProgramInternals extends ts.Program {
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): { readonly resolvedModule: ts.ResolvedModuleFull | undefined } | undefined;
}

/** Files in memory alone: the cell, the declarations of those before, the names of the kernel. */
const inMemory = [cellFiles.cell, cellFiles.declarations, globalsFile.path];

/**
 * The folders of cells that import only of Node and of the course, as it was built. Other packages may
 * declare names for all files, and a program that was kept from an earlier cell may still have them.
 */
const ofCourse = [
  'node_modules/typescript',
  'node_modules/@types/node',
  'node_modules/undici-types',
  'lib/dist',
].map((folder) => join(courseRoot, folder, '/'));

/** True for a program with files from those folders and from memory alone. */
const areOfCourse = new WeakMap<ts.Program, boolean>();

/**
 * Tells whether the sources of a cell's program, its own code apart, stay as they are until a package
 * is installed or the library is built anew. A missing file counts as well: it may be written later.
 */
export function isRepeatable(program: ts.Program): boolean {
  let isRepeatable = areOfCourse.get(program);
  if (isRepeatable === undefined) {
    const names = program.getSourceFiles().map(({ fileName }) => fileName);
    isRepeatable = names.every(
      (name) => inMemory.includes(name) || ofCourse.some((folder) => name.startsWith(folder)),
    );
    areOfCourse.set(program, isRepeatable);
  }
  return (
    isRepeatable &&
    inMemory.every((name) => {
      const file = program.getSourceFile(name) as FileInternals | undefined;
      return file === undefined || findsAll(file, program as ProgramInternals);
    })
  );
}

/** Tells whether each module that a file names was found, or is Node's own. */
function findsAll(file: FileInternals, program: ProgramInternals): boolean {
  const names = [
    ...(file.imports ?? []),
    // The others are `global`.
    ...file.moduleAugmentations.filter((name) => ts.isStringLiteral(name)),
  ];
  return names.every(
    (name) =>
      nodeCoreModules.has(name.text) ||
      program.getResolvedModuleFromModuleSpecifier(name, file)?.resolvedModule !== undefined,
  );
}
