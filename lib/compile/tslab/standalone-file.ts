/** Parses files that no other file of a program has to do with: cells, and what they declare. */

import ts from 'typescript';
import { parsingMode } from './documentation.ts';

/** A source file, with what TypeScript's own declaration file leaves out. */
export interface StandaloneFile extends ts.SourceFile {
  parent: ts.Node;
  readonly path: string;
  readonly imports: readonly ts.StringLiteralLike[];
  readonly parseDiagnostics: readonly ts.Diagnostic[];
  readonly bindDiagnostics: readonly ts.Diagnostic[];
  readonly commentDirectives?: readonly unknown[];
  readonly pragmas: ReadonlyMap<string, unknown>;
  /** The statements in it that add to modules, or to the global scope. */
  readonly moduleAugmentations: readonly unknown[];
}

/** Names of stock TypeScript that its declaration file leaves out. */
const internals = ts as unknown as {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  forEachDynamicImportOrRequireCall(
    file: ts.SourceFile,
    includeTypes: boolean,
    onlyLiterals: boolean,
    fn: (node: ts.Node, specifier: ts.StringLiteralLike) => void,
  ): void;
};

let count = 0;

/** Parses a text to stand in a program in the place of `old`. */
export function parseInPlaceOf(old: StandaloneFile, text: string): StandaloneFile {
  const { fileName, languageVersion, impliedNodeFormat } = old;
  const options = { languageVersion, impliedNodeFormat, jsDocParsingMode: parsingMode };
  // Binding the names sets the parent of each node.
  const file = ts.createSourceFile(fileName, text, options, false);
  count += 1;
  return Object.assign(file, {
    // Fields that a program adds to each of its files. TypeScript caches by the path, so each file
    // gets a new one.
    path: `${old.path}#${count}`,
    resolvedPath: old.path,
    originalFileName: fileName,
    imports: importsOf(file),
    moduleAugmentations: [],
    ambientModuleNames: [],
  }) as unknown as StandaloneFile;
}

/** Finds the names in a file. */
export function bind(file: StandaloneFile, options: ts.CompilerOptions): void {
  internals.bindSourceFile(file, options);
}

/** Tells whether a file changes nothing in others, and has no comment that a program goes by. */
export function isStandalone(file: StandaloneFile): boolean {
  const { commentDirectives = [], pragmas, moduleAugmentations, statements } = file;
  if (commentDirectives.length > 0 || pragmas.size > 0) return false;
  // The converter takes statements out of a file that a program has read; no program has read others.
  return moduleAugmentations.length === 0 && !statements.some(isAugmentation);
}

/** `declare global` or `declare module 'name'`. */
function isAugmentation(statement: ts.Statement): boolean {
  return (
    ts.isModuleDeclaration(statement) &&
    (ts.isStringLiteral(statement.name) ||
      (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)
  );
}

function importsOf(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = file.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const specifier = isImport ? statement.moduleSpecifier : undefined;
    return specifier !== undefined && ts.isStringLiteral(specifier) ? [specifier] : [];
  });
  internals.forEachDynamicImportOrRequireCall(file, true, true, (_, name) => found.push(name));
  return found;
}
