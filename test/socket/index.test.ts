/** What is public is documented: everything in words, and whatever can be called by an example. */

import { expect } from 'chai';
import ts from 'typescript';
import { courseRoot } from '../../lib/base/paths.ts';

const index = `${courseRoot}/lib/socket/index.ts`;
const program = ts.createProgram([index], {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
});
const checker = program.getTypeChecker();

interface Item {
  readonly name: string;
  readonly symbol: ts.Symbol;
  readonly declaration: ts.Declaration;
}

/** What index.ts exports, with the public members of each class. */
function publicItems(): Item[] {
  const source = program.getSourceFile(index);
  const exporting = source && checker.getSymbolAtLocation(source);
  if (exporting === undefined) throw new Error(`Cannot read ${index}`);
  return checker.getExportsOfModule(exporting).flatMap((exported) => {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
    // With what it inherits: most of a socket's methods stand in classes that are not exported.
    const members = [
      ...(symbol.exports?.values() ?? []),
      ...(symbol.members?.values() ?? []),
      ...checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)),
    ];
    return [
      ...toItem(symbol, exported.name),
      ...(isClass ? members.flatMap((one) => toItem(one, `${exported.name}.${one.name}`)) : []),
    ];
  });
}

function toItem(symbol: ts.Symbol, name: string): Item[] {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined || ts.isTypeParameterDeclaration(declaration)) return [];
  if (!declaration.getSourceFile().fileName.startsWith(courseRoot)) return [];
  if (declaration.getSourceFile().fileName.includes('node_modules')) return [];
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const isHidden =
    (ts.getCombinedModifierFlags(declaration) & hidden) !== 0 ||
    symbol.getJsDocTags(checker).some((tag) => tag.name === 'internal') ||
    ts.getNameOfDeclaration(declaration)?.kind === ts.SyntaxKind.PrivateIdentifier;
  // Symbols such as Symbol.dispose are what the language says they are.
  return isHidden || symbol.name.startsWith('__@') ? [] : [{ name, symbol, declaration }];
}

function isConstant({ name }: Item): boolean {
  return /^[A-Z][A-Z0-9]*(_[A-Z0-9_]+)?$/.test(name);
}

function canBeCalled({ declaration }: Item): boolean {
  return (
    (ts.isFunctionLike(declaration) && !ts.isConstructorDeclaration(declaration)) ||
    ts.isClassDeclaration(declaration)
  );
}

describe('the documentation of the library', () => {
  const items = publicItems();

  it('has words for everything but the numbers of the system’s headers', () => {
    expect(items.length).to.be.greaterThan(200);
    const bare = items.filter(
      (item) => !isConstant(item) && item.symbol.getDocumentationComment(checker).length === 0,
    );
    expect(bare.map(({ name }) => name)).to.deep.equal([]);
  });

  it('has an example for every class, function, method and accessor', () => {
    const bare = items.filter(
      (item) =>
        canBeCalled(item) &&
        !item.symbol.getJsDocTags(checker).some((tag) => tag.name === 'example'),
    );
    expect(bare.map(({ name }) => name)).to.deep.equal([]);
  });
});
