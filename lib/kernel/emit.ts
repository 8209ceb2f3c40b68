import ts from 'typescript';
import { sourcesOf } from './dependencies.ts';
import { importMetaName } from './import-meta.ts';

type Emit = (
  ...args: [...Parameters<ts.Program['emit']>, forceDeclarations: boolean]
) => ReturnType<ts.Program['emit']>;

/** Emits a cell as tslab's converter asks for it, and mends three things on the way. */
export function withOwnEmit(builder: ts.BuilderProgram): ts.BuilderProgram {
  const emit: ts.BuilderProgram['emit'] = (file, write, token, onlyDeclarations, transformers) => {
    const program = builder.getProgram();
    const before = [mendEarlierNames(program.getTypeChecker()), nameImportMeta];
    // Declarations are wanted even where a type in them cannot be named: later cells then know
    // all but that type.
    const force = true;
    const emitFile = program.emit as Emit;
    return emitFile(file, write, token, onlyDeclarations, { ...transformers, before }, force);
  };
  const getAllDependencies = (file: ts.SourceFile) => sourcesOf(builder.getProgram(), file);
  return Object.assign(Object.create(builder) as ts.BuilderProgram, { emit, getAllDependencies });
}

/**
 * Mends two uses of names of earlier cells, which tslab's converter rewrites to properties of
 * `exports`. It passes over the shorthand `{ server }`, whose name is a property and a variable at
 * once; and a function that is called as `exports.serve()` would have `exports` for its `this`.
 */
function mendEarlierNames(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile> {
  const isEarlier = (symbol: ts.Symbol | undefined) =>
    symbol?.declarations?.some((each) => each.getSourceFile().fileName.endsWith('/__prev__.d.ts'));
  return (context) => {
    const { factory } = context;
    const earlier = (name: ts.Identifier) =>
      factory.createPropertyAccessExpression(
        factory.createIdentifier('exports'),
        factory.createIdentifier(name.text),
      );
    const visit = (node: ts.Node): ts.Node => {
      if (
        ts.isShorthandPropertyAssignment(node) &&
        isEarlier(checker.getShorthandAssignmentValueSymbol(node))
      ) {
        const value = earlier(node.name);
        const fallback = node.objectAssignmentInitializer;
        return factory.createPropertyAssignment(
          node.name.text,
          fallback
            ? factory.createAssignment(value, ts.visitNode(fallback, visit, ts.isExpression))
            : value,
        );
      }
      if (
        ts.isCallExpression(node) &&
        ts.isIdentifier(node.expression) &&
        isEarlier(checker.getSymbolAtLocation(node.expression))
      ) {
        const called = factory.createComma(
          factory.createNumericLiteral(0),
          earlier(node.expression),
        );
        return factory.updateCallExpression(
          node,
          ts.setTextRange(factory.createParenthesizedExpression(called), node.expression),
          node.typeArguments,
          ts.visitNodes(node.arguments, visit, ts.isExpression),
        );
      }
      return ts.visitEachChild(node, visit, context);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

function nameImportMeta(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const visit = (node: ts.Node): ts.Node =>
    ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword
      ? context.factory.createIdentifier(importMetaName)
      : ts.visitEachChild(node, visit, context);
  return (file) => ts.visitEachChild(file, visit, context);
}
