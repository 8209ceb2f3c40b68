/** Whether a cell would be compiled to the same again. */

import { join } from 'node:path';
import ts from 'typescript';
import { courseRoot } from '../paths.ts';

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

/** What is in memory alone: the cell, the declarations of those before, the names of the kernel. */
const inMemory = ['__tslab__.ts', '__prev__.d.ts', '__globals__.d.ts'].map((name) =>
  join(courseRoot, name),
);

/**
 * What cells import that import only of Node and of the course, as it was built. Other packages may
 * declare names for all files, and a program that was kept from an earlier cell may still have them.
 */
const ofCourse = [
  'node_modules/typescript',
  'node_modules/@types/node',
  'node_modules/undici-types',
  'lib/dist',
].map((folder) => join(courseRoot, folder, '/'));

/** Whether all files of a program that are not in memory alone are of those. */
const areOfCourse = new WeakMap<ts.Program, boolean>();

/**
 * Whether all that a cell's program was made from, its own code apart, stays as it is until a package
 * is installed or the library is built anew. What it looked for and did not find counts as well: a
 * file may be written later.
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

/** Whether each module that a file names was found, or is Node's own. */
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
