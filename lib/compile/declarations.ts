/**
 * What cells declared, as text: a run replaces the declarations of its names, and a cell needs those
 * alone that it speaks of.
 */

import ts from 'typescript';
import type { AddedDeclarations } from './interface.ts';

type IsWanted = (name: string) => boolean;

/** A statement of declarations. */
interface Declared {
  readonly text: string;
  readonly node: ts.Statement;
  /** The names it declares; none where it adds to a module, or to the global scope. */
  readonly names: readonly string[];
}

/** The statements of texts that were parsed before, the oldest first: each is parsed once. */
const parsed = new Map<string, readonly Declared[]>();
/** The number of texts that are remembered: those before a cell, after it and within it. */
const mostParsed = 6;

/** Puts the declarations of a run in the place of earlier ones of the same names. */
export function redeclare(declarations: string, { names, from }: AddedDeclarations): string {
  const added = new Set(names);
  return (
    selectDeclarations(from, (name) => added.has(name)) +
    selectDeclarations(declarations, (name) => !added.has(name))
  );
}

/** The declarations of the cells before one. */
export class EarlierDeclarations {
  /** Imports, what the cell speaks of, and what these speak of. */
  readonly needed: string;
  readonly #all: readonly Declared[];
  readonly #needed: ReadonlySet<Declared>;

  /** @param words the identifiers of the cell, and perhaps other words */
  constructor(declarations: string, words: Iterable<string>) {
    this.#all = statementsOf(declarations);
    const byName = new Map<string, Declared[]>();
    for (const each of this.#all) {
      for (const name of each.names) byName.set(name, [...(byName.get(name) ?? []), each]);
    }
    const needed = new Set(
      this.#all.filter(({ names, node }) => names.length === 0 || ts.isImportDeclaration(node)),
    );
    const known = new Set<string>();
    const visit = (word: string) => {
      if (known.has(word)) return;
      known.add(word);
      for (const each of byName.get(word) ?? []) needed.add(each);
    };
    for (const word of words) visit(word);
    // The set grows while it is gone through.
    for (const { text } of needed) for (const word of wordsOf(text)) visit(word);
    this.needed = textOf(this.#all.filter((each) => needed.has(each)));
    this.#needed = needed;
  }

  /**
   * Adds those that the cell did not speak of to what is declared after it, in one order, whatever the
   * cell was compiled with.
   */
  complete(after: string): string {
    const told = Map.groupBy(statementsOf(after), keyOf);
    const earlier = Map.groupBy(this.#all, keyOf);
    const own = [...told].flatMap(([key, statements]) => (earlier.has(key) ? [] : statements));
    const others = [...earlier].flatMap(([key, statements]) =>
      statements.every((each) => this.#needed.has(each)) ? (told.get(key) ?? []) : statements,
    );
    return textOf([...own, ...others]);
  }
}

/** Statements of one key declare the same names, as the signatures of a function do. */
function keyOf({ names, text }: Declared): string {
  return names.length === 0 ? text : names.join();
}

/** Words of a text that may be names. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu) ?? [];
}

function statementsOf(declarations: string): readonly Declared[] {
  const known = parsed.get(declarations);
  parsed.delete(declarations);
  const statements = known ?? parse(declarations);
  parsed.set(declarations, statements);
  for (const oldest of parsed.keys()) {
    if (parsed.size <= mostParsed) break;
    parsed.delete(oldest);
  }
  return statements;
}

function parse(declarations: string): readonly Declared[] {
  const file = ts.createSourceFile('declarations.d.ts', declarations, ts.ScriptTarget.ESNext, true);
  return file.statements.map((node) => ({
    node,
    text: node.getFullText().trim(),
    names: namesOf(node),
  }));
}

/** The names that a statement declares; none where it adds to a module, or to the global scope. */
export function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings: bindings } = statement.importClause ?? {};
    const others =
      bindings === undefined ? [] : ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements;
    return [...(name === undefined ? [] : [name]), ...others.map((each) => each.name)].map((each) =>
      each.getText(),
    );
  }
  const { name, flags } = statement as ts.Statement & { readonly name?: ts.Node };
  const isOwn = name !== undefined && (flags & ts.NodeFlags.GlobalAugmentation) === 0;
  return isOwn && ts.isIdentifier(name) ? [name.text] : [];
}

function textOf(statements: readonly Declared[]): string {
  return statements.map(({ text }) => `${text}\n`).join('');
}

/** Leaves out of the declarations of cells the names that are not wanted. */
function selectDeclarations(declarations: string, isWanted: IsWanted): string {
  return statementsOf(declarations)
    .map((statement) => selectFrom(statement, isWanted))
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('');
}

function selectFrom({ node: statement, text: whole }: Declared, isWanted: IsWanted): string {
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    const wanted = declarations.filter(({ name }) => isWanted(name.getText()));
    if (wanted.length === declarations.length) return whole;
    const keywords = statement.getText().slice(0, declarations.pos - statement.getStart());
    return wanted.length === 0
      ? ''
      : `${keywords} ${wanted.map((each) => each.getText()).join(', ')};`;
  }
  if (ts.isImportDeclaration(statement)) return selectFromImport(statement, isWanted);
  const name = (statement as { readonly name?: ts.Node }).name?.getText();
  return name === undefined || isWanted(name) ? whole : '';
}

function selectFromImport(statement: ts.ImportDeclaration, isWanted: IsWanted): string {
  const { importClause: clause } = statement;
  if (clause === undefined) return statement.getText();
  const { name, namedBindings: bindings } = clause;
  const parts: string[] = [];
  if (name !== undefined && isWanted(name.text)) parts.push(name.text);
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    if (isWanted(bindings.name.text)) parts.push(bindings.getText());
  } else if (bindings !== undefined) {
    const wanted = bindings.elements.filter((each) => isWanted(each.name.text));
    if (wanted.length > 0) parts.push(`{ ${wanted.map((each) => each.getText()).join(', ')} }`);
  }
  if (parts.length === 0) return '';
  const type = clause.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type ' : '';
  return `import ${type}${parts.join(', ')} from ${statement.moduleSpecifier.getText()};`;
}
