import type ts from 'typescript';

/** Names of stock TypeScript that its declaration file leaves out. */
interface ProgramInternals extends ts.Program {
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

/**
 * The sources that a file is made of: itself, and what it imports that is no declaration.
 *
 * TypeScript's own builders know the dependencies of every file, and to know them look through all
 * files for every cell, which takes longer than checking the cell.
 */
export function sourcesOf(program: ts.Program, start: ts.SourceFile): readonly string[] {
  const found = new Set<ts.SourceFile>([start]);
  for (const file of found) {
    for (const specifier of (file as { imports?: readonly ts.StringLiteralLike[] }).imports ?? []) {
      const { resolvedModule } =
        (program as ProgramInternals).getResolvedModuleFromModuleSpecifier(specifier, file) ?? {};
      const imported = program.getSourceFile(resolvedModule?.resolvedFileName ?? '');
      if (imported !== undefined && !imported.isDeclarationFile) found.add(imported);
    }
  }
  return [...found].map((file) => file.fileName);
}
