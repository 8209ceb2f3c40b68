/** Changes a cell on its way to JavaScript. */

import ts from 'typescript';
import { importMetaName, requireName, scopeName } from '../interface.ts';
import { cellFiles } from './cell-files.ts';

/**
 * Makes names of earlier cells properties of their common scope, `import.meta` the notebook's own, and
 * hands the names of a cell and its last value to its run.
 */
export function forCells(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile> {
  return (context) => {
    const visit = makeVisitor(checker, context);
    return (file) => {
      const visited = ts.visitEachChild(file, visit, context);
      return file.fileName === cellFiles.cell ? forRun(visited, checker, context) : visited;
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
    factory.createPropertyAccessExpression(factory.createIdentifier(scopeName), name.text);

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
      // Called as `$scope.serve()`, a function would have the scope for its `this`.
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

/** The arguments of the function that a cell becomes. */
const argument = { begin: 0, last: 1 } as const;

/** Hands the run its names before anything else, and the value of the last statement. */
function forRun(
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  { factory }: ts.TransformationContext,
): ts.SourceFile {
  const call = (index: number, value: ts.Expression) => {
    const given = factory.createElementAccessExpression(
      factory.createIdentifier('arguments'),
      index,
    );
    return factory.createExpressionStatement(
      factory.createCallExpression(given, undefined, [value]),
    );
  };
  const bindings = file.statements
    .flatMap((statement) => (ts.isExportDeclaration(statement) ? exportedNames(statement) : []))
    .filter(({ name }) => hasValue(checker.getSymbolAtLocation(name), checker))
    .map((specifier) => bindingOf(specifier, checker, factory));
  const own = file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [statement];
    const { moduleSpecifier } = statement;
    // No later cell knows what is exported from elsewhere: the module runs, and that is all.
    return moduleSpecifier === undefined
      ? []
      : [factory.createImportDeclaration(undefined, undefined, moduleSpecifier)];
  });
  const last = own.at(-1);
  if (last !== undefined && ts.isExpressionStatement(last)) {
    own[own.length - 1] = ts.setTextRange(call(argument.last, last.expression), last);
  }
  const begin = call(argument.begin, factory.createArrayLiteralExpression(bindings));
  return factory.updateSourceFile(file, [begin, ...own]);
}

/** The names that the converter exports: all those of the cell. */
function exportedNames({ moduleSpecifier, exportClause }: ts.ExportDeclaration) {
  const isList = moduleSpecifier === undefined && exportClause && ts.isNamedExports(exportClause);
  return isList ? [...exportClause.elements] : [];
}

/** False for types, of which JavaScript knows nothing. */
function hasValue(exported: ts.Symbol | undefined, checker: ts.TypeChecker): boolean {
  const declaration = exported?.declarations?.[0];
  const symbol =
    declaration && ts.isExportSpecifier(declaration)
      ? checker.getExportSpecifierLocalTargetSymbol(declaration)
      : exported;
  if (symbol === undefined) return false;
  if ((symbol.flags & ts.SymbolFlags.Alias) === 0)
    return (symbol.flags & ts.SymbolFlags.Value) !== 0;
  const isTypeOnly = symbol.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) === true;
  return !isTypeOnly && (checker.getAliasedSymbol(symbol).flags & ts.SymbolFlags.Value) !== 0;
}

/** `["port", () => port, function () { port = arguments[0]; }]`, the last for a variable only. */
function bindingOf(
  { name }: ts.ExportSpecifier,
  checker: ts.TypeChecker,
  factory: ts.NodeFactory,
): ts.Expression {
  // With its origin TypeScript knows it for the name of an import, where it is one.
  const own = () => ts.setOriginalNode(factory.createIdentifier(name.text), name);
  const { createArrowFunction: arrow } = factory;
  const get = arrow(undefined, undefined, [], undefined, undefined, own());
  const value = factory.createElementAccessExpression(factory.createIdentifier('arguments'), 0);
  const set = factory.createFunctionExpression(
    undefined,
    undefined,
    undefined,
    undefined,
    [],
    undefined,
    factory.createBlock([
      factory.createExpressionStatement(factory.createAssignment(own(), value)),
    ]),
  );
  return factory.createArrayLiteralExpression([
    factory.createStringLiteral(name.text),
    get,
    ...(isVariable(name, checker) ? [set] : []),
  ]);
}

/** Tells whether a later cell may assign to a name. */
function isVariable(name: ts.ModuleExportName, checker: ts.TypeChecker): boolean {
  const specifier = name.parent;
  if (!ts.isExportSpecifier(specifier)) return false;
  const declaration = checker.getExportSpecifierLocalTargetSymbol(specifier)?.valueDeclaration;
  return (
    declaration !== undefined &&
    (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) &&
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.BlockScoped) <= ts.NodeFlags.Let
  );
}

/** Leaves out the mark of an ES module, which is none of a cell's `exports`. */
export const unmarked: ts.TransformerFactory<ts.SourceFile> = (context) => (file) => {
  if (ts.getOriginalNode(file, ts.isSourceFile).fileName !== cellFiles.cell) return file;
  const isMark = (statement: ts.Statement) =>
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression) &&
    statement.expression.pos < 0 &&
    statement.expression.arguments.some(
      (each) => ts.isStringLiteral(each) && each.text === '__esModule',
    );
  return context.factory.updateSourceFile(
    file,
    file.statements.filter((statement) => !isMark(statement)),
  );
};
