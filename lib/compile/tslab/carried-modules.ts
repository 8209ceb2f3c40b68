/**
 * Carries namespaces and augmentations from cell to cell. tslab's converter carries the variables,
 * functions and types of earlier cells, but forgets namespaces and all that a cell adds to the global
 * scope or to a module.
 */

import ts from 'typescript';
import { namesOf } from '../declarations.ts';
import type { ParsedCell } from './cell-source.ts';

/** The declarations of earlier cells, as a cell sees them. */
export interface CarriedDeclarations {
  /** All of it, but for the namespaces and augmentations that the cell declares anew. */
  readonly known: string;
  /** The namespaces and augmentations in it. */
  readonly modules: string;
}

/** Finds the namespaces and augmentations among what earlier cells declared. */
export function carryModules(
  declarations: string,
  { names, file }: ParsedCell,
): CarriedDeclarations {
  if (!/\b(?:namespace|module|global)\b/.test(declarations)) {
    return { known: declarations, modules: '' };
  }
  const anew = new Set([
    ...names,
    ...file.statements.filter(ts.isModuleDeclaration).flatMap(keysOf),
  ]);
  const earlier = ts.createSourceFile('earlier.d.ts', declarations, ts.ScriptTarget.ESNext, true);
  const known = earlier.statements.filter(
    (statement) =>
      !ts.isModuleDeclaration(statement) || !keysOf(statement).some((key) => anew.has(key)),
  );
  return { known: textOf(known), modules: textOf(known.filter(ts.isModuleDeclaration)) };
}

function textOf(statements: readonly ts.Statement[]): string {
  return statements.map((statement) => `${statement.getFullText().trim()}\n`).join('');
}

/** A namespace goes by its name, and an augmentation by each name in it. */
function keysOf({ name, body, flags }: ts.ModuleDeclaration): readonly string[] {
  const isNamespace = ts.isIdentifier(name) && !(flags & ts.NodeFlags.GlobalAugmentation);
  if (isNamespace) return [name.text];
  if (body === undefined || !ts.isModuleBlock(body)) return [];
  return body.statements.flatMap(namesOf).map((each) => `${name.text}.${each}`);
}
