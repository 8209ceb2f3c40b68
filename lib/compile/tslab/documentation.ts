/** Finds the documentation of names in files that were parsed without it. */

import ts from 'typescript';

/** Leaves documentation out: more than half of the declarations of Node are comments. */
export const parsingMode = ts.JSDocParsingMode.ParseForTypeInfo;

/** A node with what the parser made of the comments before it. */
interface Documented extends ts.Node {
  jsDoc?: readonly ts.JSDoc[];
}

/** Names of stock TypeScript that its declaration file leaves out. */
interface SourceFile extends ts.SourceFile {
  readonly jsDocParsingMode?: ts.JSDocParsingMode;
}

/** Reads the comments before the declarations of a name, so that the compiler can quote them. */
export function readDocumentation(symbol: ts.Symbol, checker: ts.TypeChecker): void {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const symbols = isAlias ? [symbol, checker.getAliasedSymbol(symbol)] : [symbol];
  for (const declaration of symbols.flatMap(({ declarations = [] }) => declarations)) {
    const file: SourceFile = declaration.getSourceFile();
    if (file.jsDocParsingMode !== parsingMode) continue;
    const twins = parseAgain(file);
    // The comment of a variable stands before the statement around it.
    for (let node: Documented = declaration; node !== file; node = node.parent) {
      const { jsDoc } = findTwin(twins, node) ?? {};
      if (jsDoc !== undefined) node.jsDoc = jsDoc;
    }
  }
}

function parseAgain({ fileName, text }: ts.SourceFile): ts.SourceFile {
  const languageVersion = ts.ScriptTarget.ESNext;
  const jsDocParsingMode = ts.JSDocParsingMode.ParseAll;
  return ts.createSourceFile(fileName, text, { languageVersion, jsDocParsingMode }, true);
}

/** The node at the same place. */
function findTwin(parent: ts.Node, node: ts.Node): Documented | undefined {
  return ts.forEachChild(parent, (child) => {
    if (child.pos > node.pos || child.end < node.end) return undefined;
    const isTwin = child.kind === node.kind && child.pos === node.pos && child.end === node.end;
    return isTwin ? child : findTwin(child, node);
  });
}
