import ts from 'typescript';
import { importMetaName } from './import-meta.ts';

type Emit = (
  ...args: [...Parameters<ts.Program['emit']>, forceDeclarations: boolean]
) => ReturnType<ts.Program['emit']>;

/** Emits a cell as tslab's converter asks for it, and mends three things on the way. */
export function withOwnEmit(builder: ts.BuilderProgram): ts.BuilderProgram {
  const emit: ts.BuilderProgram['emit'] = (file, write, token, onlyDeclarations, transformers) => {
    const program = builder.getProgram();
    const before = [spellOutShorthand(program.getTypeChecker()), nameImportMeta];
    // Declarations are wanted even where a type in them cannot be named: later cells then know
    // all but that type.
    const force = true;
    const emitFile = program.emit as Emit;
    return emitFile(file, write, token, onlyDeclarations, { ...transformers, before }, force);
  };
  return Object.assign(Object.create(builder) as ts.BuilderProgram, { emit });
}

/**
 * Lets a cell write `{ server }` for a name of an earlier cell.
 *
 * tslab's converter rewrites each use of such a name to a property of `exports`, but passes over the
 * shorthand of object literals, whose name is a property and a variable at once. Spelt out as
 * `{ server: exports.server }` it needs no rewriting.
 */
function spellOutShorthand(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile> {
  const isEarlier = (node: ts.ShorthandPropertyAssignment) =>
    checker
      .getShorthandAssignmentValueSymbol(node)
      ?.declarations?.some((each) => each.getSourceFile().fileName.endsWith('/__prev__.d.ts'));
  return (context) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node)) {
        return ts.visitEachChild(node, visit, context);
      }
      const name = factory.createIdentifier(node.name.text);
      const value = factory.createPropertyAccessExpression(
        factory.createIdentifier('exports'),
        name,
      );
      const fallback = node.objectAssignmentInitializer;
      return factory.createPropertyAssignment(
        node.name.text,
        fallback
          ? factory.createAssignment(value, ts.visitNode(fallback, visit, ts.isExpression))
          : value,
      );
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
