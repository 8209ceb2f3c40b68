/** Parses a cell, before it is compiled. */

import ts from 'typescript';
import type { Completeness } from '../interface.ts';
import { cellOptions, cellPrefix } from './cell-options.ts';

/** The source of a cell, and the names in it. */
export interface ParsedCell {
  /** The source as it is compiled, with every character at its old place. */
  readonly text: string;
  /** The parsed and bound file, as tslab's converter would see it in its first program. */
  readonly file: ts.SourceFile;
  /** The names declared at the top of the cell. */
  readonly names: readonly string[];
  /** Those of them that are declared without a value. */
  readonly unset: readonly string[];
  /** True if the cell awaits at its top level, and so runs asynchronously. */
  readonly isAsync: boolean;
}

/** Names of stock TypeScript that its declaration file leaves out. */
const internals = ts as unknown as {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
};

/** Parses a cell. */
export function parseCell(code: string): ParsedCell {
  const text = withoutExports(code);
  const file = parse(text);
  internals.bindSourceFile(file, cellOptions);
  const locals = localsOf(file);
  return {
    text,
    file,
    names: [...locals.keys()],
    unset: [...locals].filter(([, symbol]) => isUnset(symbol)).map(([name]) => name),
    isAsync: awaitsAtTop(file),
  };
}

/** The names at the top of a file as they are written; TypeScript puts one more `_` before `__`. */
function localsOf(file: ts.SourceFile): ReadonlyMap<string, ts.Symbol> {
  const { locals = new Map() } = file as { locals?: ReadonlyMap<ts.__String, ts.Symbol> };
  const named = [...locals].map(
    ([name, symbol]) => [ts.unescapeLeadingUnderscores(name), symbol] as const,
  );
  // TypeScript's own name of `declare global`: not a name that a cell could export.
  return new Map(named.filter(([, symbol]) => symbol.escapedName !== ts.InternalSymbolName.Global));
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', cellPrefix + text, ts.ScriptTarget.ESNext, true);
}

function isUnset({ valueDeclaration }: ts.Symbol): boolean {
  return (
    valueDeclaration !== undefined &&
    ts.isVariableDeclaration(valueDeclaration) &&
    valueDeclaration.initializer === undefined &&
    // The variable of a `for ... of` has its value from there.
    ts.isVariableStatement(valueDeclaration.parent.parent)
  );
}

/**
 * Blanks the word `export` before declarations, and lists of exports: in a notebook every name of a
 * cell is there for the next one, and code copied from a module should run as it is.
 */
function withoutExports(code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  let text = cellPrefix + code;
  const blank = (from: number, to: number) => {
    const spaces = text.slice(from, to).replace(/[^\n]/g, ' ');
    text = text.slice(0, from) + spaces + text.slice(to);
  };
  for (const statement of parse(code).statements.slice(1)) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      blank(statement.getStart(), statement.end);
    } else if (ts.isExportAssignment(statement)) {
      blank(statement.getStart(), statement.expression.getStart());
    } else if (ts.canHaveModifiers(statement)) {
      for (const modifier of statement.modifiers ?? []) {
        const isExport =
          modifier.kind === ts.SyntaxKind.ExportKeyword ||
          modifier.kind === ts.SyntaxKind.DefaultKeyword;
        if (isExport) blank(modifier.getStart(), modifier.end);
      }
    }
  }
  return text.slice(cellPrefix.length);
}

function awaitsAtTop(node: ts.Node): boolean {
  if (
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (ts.isVariableDeclarationList(node) &&
      (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing)
  ) {
    return true;
  }
  if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return false;
  return ts.forEachChild(node, (child) => awaitsAtTop(child) || undefined) ?? false;
}

/** Faults of a text that only ends too early, wherever they are reported. */
const unterminated = new Set([
  1010, // '*/' expected
  1160, // unterminated template literal
]);

/** Judges a cell by its syntax alone. */
export function completenessOf(code: string): Completeness {
  const { file } = parseCell(code);
  const faults = (file as { parseDiagnostics?: readonly ts.Diagnostic[] }).parseDiagnostics ?? [];
  if (faults.length === 0) return { status: 'complete' };
  const end = file.text.trimEnd().length;
  const isCut = faults.every(({ start, code }) => (start ?? 0) >= end || unterminated.has(code));
  return isCut ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** The indentation of the line to type next: one step in after an opening bracket. */
function nextIndent(code: string): string {
  const line = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return /[{[(]\s*(\/\/.*)?$/.test(line) ? `${indent}  ` : indent;
}
