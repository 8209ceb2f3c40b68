import ts from 'typescript';
import { readDocumentation } from './documentation.ts';

/** Names of stock TypeScript that its declaration file leaves out. */
const internals = ts as unknown as {
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
    ): {
      readonly symbolKind: ts.ScriptElementKind;
      readonly displayParts: ts.SymbolDisplayPart[];
      readonly documentation: ts.SymbolDisplayPart[];
      readonly tags: ts.JSDocTagInfo[] | undefined;
    };
  };
};

/** The type and the documentation of the name at a position. */
export function quickInfoAt(
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  _cancellation: unknown,
  position: number,
): ts.QuickInfo | undefined {
  const node = internals.getTouchingPropertyName(file, position);
  if (node === file) return undefined;
  const textSpan = { start: node.getStart(file), length: node.getEnd() - node.getStart(file) };
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined) {
    if (!ts.isExpression(node)) return undefined;
    const text = checker.typeToString(checker.getTypeAtLocation(node), node);
    return {
      kind: ts.ScriptElementKind.unknown,
      kindModifiers: '',
      textSpan,
      displayParts: [{ text, kind: 'text' }],
    };
  }
  readDocumentation(symbol, checker);
  const { symbolKind, displayParts, documentation, tags } =
    internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      ts.findAncestor(node, ts.isStatement),
      node,
    );
  return {
    kind: symbolKind,
    kindModifiers: '',
    textSpan,
    displayParts,
    documentation,
    ...(tags ? { tags } : {}),
  };
}
