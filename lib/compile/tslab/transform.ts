/** What is changed in a cell on its way to JavaScript. */

import ts from 'typescript';
import { lastValueName } from './compiled-cell.ts';
import { importMetaName } from './import-meta.ts';

/**
 * Makes names of earlier cells properties of `exports`, `import.meta` the notebook's own, and the
 * last expression of a cell an export.
 */
export function forCells(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const visit = makeVisitor(checker, context);
    return (file) => {
      const visited = ts.visitEachChild(file, visit, context);
      const isCell = file.fileName.endsWith('/__tslab__.ts');
      return isCell ? exportLast(visited, context.factory) : visited;
    };
  };
}

function makeVisitor(checker: ts.TypeChecker, context: ts.TransformationContext): ts.Visitor {
  const { factory } = context;
  const isEarlier = (symbol: ts.Symbol | undefined) =>
    symbol?.declarations?.some((each) => each.getSourceFile().fileName.endsWith('/__prev__.d.ts'));
  const isEarlierName = (node: ts.Node): node is ts.Identifier =>
    ts.isIdentifier(node) &&
    !isNameOfProperty(node) &&
    isEarlier(checker.getSymbolAtLocation(node)) === true;
  const earlier = (name: ts.Identifier) =>
    factory.createPropertyAccessExpression(factory.createIdentifier('exports'), name.text);

  return function visit(node: ts.Node): ts.Node {
    // Types are gone in JavaScript, save for what a class extends.
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isMetaProperty(node)) {
      const isImport = node.keywordToken === ts.SyntaxKind.ImportKeyword;
      return isImport ? factory.createIdentifier(importMetaName) : node;
    }
    if (
      ts.isShorthandPropertyAssignment(node) &&
      isEarlier(checker.getShorthandAssignmentValueSymbol(node))
    ) {
      // `{ server }` names a property and a variable at once.
      const value = ts.setTextRange(earlier(node.name), node.name);
      const fallback = node.objectAssignmentInitializer;
      return factory.createPropertyAssignment(
        node.name.text,
        fallback
          ? factory.createAssignment(value, ts.visitNode(fallback, visit, ts.isExpression))
          : value,
      );
    }
    if (ts.isCallExpression(node) && isEarlierName(node.expression)) {
      // Called as `exports.serve()`, a function would have `exports` for its `this`.
      const called = factory.createComma(factory.createNumericLiteral(0), earlier(node.expression));
      return factory.updateCallExpression(
        node,
        ts.setTextRange(factory.createParenthesizedExpression(called), node.expression),
        node.typeArguments,
        ts.visitNodes(node.arguments, visit, ts.isExpression),
      );
    }
    if (isEarlierName(node)) return ts.setTextRange(earlier(node), node);
    return ts.visitEachChild(node, visit, context);
  };
}

/** Whether it stands for a property, which an earlier cell may have declared, and for no variable. */
function isNameOfProperty(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node)
  );
}

/** Exports the value of the last statement, if that is an expression. */
function exportLast(file: ts.SourceFile, factory: ts.NodeFactory): ts.SourceFile {
  const at = file.statements.findLastIndex((statement) => !ts.isExportDeclaration(statement));
  const last = file.statements[at];
  if (last === undefined || !ts.isExpressionStatement(last)) return file;
  const target = factory.createElementAccessExpression(
    factory.createIdentifier('exports'),
    factory.createStringLiteral(lastValueName),
  );
  const assignment = factory.createAssignment(target, last.expression);
  const statement = ts.setTextRange(factory.createExpressionStatement(assignment), last);
  return factory.updateSourceFile(file, file.statements.with(at, statement));
}
