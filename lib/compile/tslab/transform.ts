/** Changes a cell on its way to JavaScript. */

import ts from 'typescript';
import { importMetaName, lastValueName, requireName } from '../interface.ts';
import { cellFiles } from './cell-files.ts';

/**
 * Makes names of earlier cells properties of `exports`, `import.meta` the notebook's own, and the
 * last expression of a cell an export.
 */
export function forCells(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const visit = makeVisitor(checker, context);
    return (file) => {
      const visited = ts.visitEachChild(file, visit, context);
      const isCell = file.fileName === cellFiles.cell;
      return isCell ? exportLast(visited, context.factory) : visited;
    };
  };
}

function makeVisitor(checker: ts.TypeChecker, context: ts.TransformationContext): ts.Visitor {
  const { factory } = context;
  const isEarlier = (symbol: ts.Symbol | undefined) =>
    symbol?.declarations?.some(
      (each) => each.getSourceFile().fileName === cellFiles.declarations && !isGlobal(each),
    );
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

/** True within `declare global`: a name that is found in the global scope, whatever cell runs. */
function isGlobal(node: ts.Node): boolean {
  return (
    ts.findAncestor(node, (each) => (each.flags & ts.NodeFlags.GlobalAugmentation) !== 0) !==
    undefined
  );
}

/** Declares for later cells what blocks of a cell declare by `var`: TypeScript leaves that out. */
export function varsOfBlocks(
  checker: ts.TypeChecker,
): ts.TransformerFactory<ts.SourceFile | ts.Bundle> {
  return ({ factory }) =>
    (declared) => {
      const file = ts.getOriginalNode(declared);
      if (!ts.isSourceFile(declared) || !ts.isSourceFile(file)) return declared;
      const { locals = new Map() } = file as { locals?: ReadonlyMap<string, ts.Symbol> };
      const added = [...locals.values()].filter(isVarOfBlock).map((symbol) => {
        const type = checker.getTypeOfSymbolAtLocation(symbol, file);
        const node = checker.typeToTypeNode(type, file, ts.NodeBuilderFlags.NoTruncation);
        return factory.createVariableStatement(
          [factory.createModifier(ts.SyntaxKind.DeclareKeyword)],
          [factory.createVariableDeclaration(symbol.name, undefined, node)],
        );
      });
      return factory.updateSourceFile(declared, [...declared.statements, ...added]);
    };
}

function isVarOfBlock({ valueDeclaration }: ts.Symbol): boolean {
  const list = valueDeclaration && ts.findAncestor(valueDeclaration, ts.isVariableDeclarationList);
  if (list === undefined || (list.flags & ts.NodeFlags.BlockScoped) !== 0) return false;
  return !(ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent));
}

/** Lets a cell declare a `require` of its own, beside those that its imports became. */
export const ownRequire: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  const { locals } = ts.getOriginalNode(file) as { locals?: ReadonlyMap<string, ts.Symbol> };
  if (locals?.has('require') !== true) return file;
  const visit = (node: ts.Node): ts.Node => {
    const isMade = ts.isIdentifier(node) && node.text === 'require' && node.pos < 0;
    return isMade
      ? context.factory.createIdentifier(requireName)
      : ts.visitEachChild(node, visit, context);
  };
  return ts.visitEachChild(file, visit, context);
};

/** Tells whether an identifier stands for a property and not for a variable of an earlier cell. */
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
