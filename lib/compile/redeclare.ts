/** Declarations of cells as text: a run replaces those of the names that it declared. */

import ts from 'typescript';
import type { AddedDeclarations } from './interface.ts';

type IsWanted = (name: string) => boolean;

/** Puts the declarations of a run in the place of earlier ones of the same names. */
export function redeclare(declarations: string, { names, from }: AddedDeclarations): string {
  const added = new Set(names);
  return (
    selectDeclarations(from, (name) => added.has(name)) +
    selectDeclarations(declarations, (name) => !added.has(name))
  );
}

/** Leaves out of the declarations of cells the names that are not wanted. */
function selectDeclarations(declarations: string, isWanted: IsWanted): string {
  const file = ts.createSourceFile('declarations.d.ts', declarations, ts.ScriptTarget.ESNext, true);
  return file.statements
    .map((statement) => selectFrom(statement, isWanted))
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('');
}

function selectFrom(statement: ts.Statement, isWanted: IsWanted): string {
  const whole = statement.getFullText().trim();
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
