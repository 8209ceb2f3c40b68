/** Reads classes and constants from the library's declaration files, as `tsc` wrote them. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type ts from 'typescript';
import { courseRoot } from '../../base/paths.ts';
import * as library from '../../socket/index.ts';

/** Something declared, in the words of its documentation. */
export interface Documented {
  readonly name: string;
  /** The first sentence of its documentation. */
  readonly does: string;
}

/** A public member of a class. */
export interface Member extends Documented {
  readonly kind: 'constructor' | 'static' | 'instance';
  /** The class that declares it: this class, or a class that it extends. */
  readonly declaredIn: string;
  /** Its declaration in TypeScript. */
  readonly signature: string;
}

/** A class with its members; those of the classes that it extends stand last. */
export interface ClassDocumentation extends Documented {
  readonly members: readonly Member[];
}

/** The declarations of the sockets library. */
export interface Declarations {
  /** A class by its name. */
  class(name: string): ClassDocumentation | undefined;
  /** The documented constants with this prefix, in their order. */
  constants(prefix: string): readonly Documented[];
}

let loaded: Promise<Declarations> | undefined;

/** The declarations, read when they are first asked for: the parser is large. */
export function declarations(): Promise<Declarations> {
  loaded ??= import('typescript').then(({ default: parser }) => readAll(parser));
  return loaded;
}

type Parser = typeof ts;

/** A class with the file that it stands in. */
interface Source {
  readonly node: ts.ClassDeclaration;
  readonly file: ts.SourceFile;
}

function readAll(parser: Parser): Declarations {
  const folder = join(courseRoot, 'lib/dist/socket');
  const files = globSync('**/*.d.ts', { cwd: folder }).map((name) =>
    parser.createSourceFile(
      name,
      readFileSync(join(folder, name), 'utf8'),
      parser.ScriptTarget.ESNext,
      true,
    ),
  );
  const classes = new Map<string, Source>();
  const constants: Documented[] = [];
  for (const file of files) {
    for (const node of file.statements) {
      if (parser.isClassDeclaration(node) && node.name) {
        classes.set(node.name.text, { node, file });
      } else if (parser.isVariableStatement(node)) {
        const does = firstSentence(parser, node);
        const [declared] = node.declarationList.declarations;
        if (declared && does) constants.push({ name: declared.name.getText(file), does });
      }
    }
  }
  return {
    class(name) {
      const source = classes.get(name);
      if (source === undefined) return undefined;
      const does = firstSentence(parser, source.node);
      return { name, does, members: membersOf(parser, { name, classes }) };
    },
    constants: (prefix) => constants.filter(({ name }) => name.startsWith(prefix)),
  };
}

/** The members of a class and of those that it extends, each name as the nearest declares it. */
function membersOf(
  parser: Parser,
  { name, classes }: { readonly name: string; readonly classes: ReadonlyMap<string, Source> },
): readonly Member[] {
  let members: Member[] = [];
  let types: TypeArguments = new Map();
  for (let source = classes.get(name); source !== undefined; ) {
    const about = { source, name, types };
    const own = source.node.members.flatMap((node) => describe(parser, { ...about, node }));
    const nearer = new Set(members.map(keyOf));
    // A member that overrides another does the same, unless it has a comment of its own.
    members = members.map((member) => ({
      ...member,
      does: member.does || (own.find((base) => keyOf(base) === keyOf(member))?.does ?? ''),
    }));
    members.push(...own.filter((member) => !nearer.has(keyOf(member))));
    const base = baseOf(parser, source.node);
    const above = base && classes.get(base.name);
    types = new Map(
      above?.node.typeParameters?.map(({ name }, at) => [name.text, base?.types[at] ?? name.text]),
    );
    source = above;
  }
  return members;
}

/** The type arguments that a class gives to the class that it extends. */
type TypeArguments = ReadonlyMap<string, string>;

function keyOf({ kind, name }: Member): string {
  return `${kind} ${name}`;
}

function baseOf(
  parser: Parser,
  node: ts.ClassDeclaration,
): { readonly name: string; readonly types: readonly string[] } | undefined {
  const clause = node.heritageClauses?.find(
    ({ token }) => token === parser.SyntaxKind.ExtendsKeyword,
  );
  const [base] = clause?.types ?? [];
  if (!base || !parser.isIdentifier(base.expression)) return undefined;
  const types = base.typeArguments?.map((type) => type.getText()) ?? [];
  return { name: base.expression.text, types };
}

function describe(
  parser: Parser,
  about: {
    readonly node: ts.ClassElement;
    readonly source: Source;
    readonly name: string;
    readonly types: TypeArguments;
  },
): readonly Member[] {
  const { node, source, name: className, types } = about;
  const flags = parser.getCombinedModifierFlags(node);
  const { Private, Protected, Static, Readonly } = parser.ModifierFlags;
  if (flags & (Private | Protected)) return [];
  const { file } = source;
  const common = {
    does: firstSentence(parser, node),
    declaredIn: source.node.name?.text ?? '',
  };
  if (parser.isConstructorDeclaration(node)) {
    const signature = textOf(parser, node, { from: node.getStart(file), types });
    const named = `new ${className}${signature.slice('constructor'.length)}`;
    return [{ ...common, kind: 'constructor', name: className, signature: named }];
  }
  if (!node.name || parser.isPrivateIdentifier(node.name)) return [];
  // A setter belongs to the getter of its name.
  if (parser.isSetAccessorDeclaration(node)) return [];
  const name = node.name.getText(file);
  if (name === '[inspect.custom]') return [];
  const text = textOf(parser, node, { from: node.name.getStart(file), types });
  const isStatic = (flags & Static) !== 0;
  const kind = isStatic ? 'static' : 'instance';
  const written = isStatic ? `${className}.${text}` : text;
  if (!parser.isGetAccessorDeclaration(node)) {
    const signature = (flags & Readonly) !== 0 ? `readonly ${written}` : written;
    return [{ ...common, kind, name, signature }];
  }
  const isWritable = source.node.members.some(
    (other) => parser.isSetAccessorDeclaration(other) && other.name.getText(file) === name,
  );
  const property = `${name}: ${node.type?.getText(file) ?? 'unknown'}`;
  return [{ ...common, kind, name, signature: isWritable ? property : `readonly ${property}` }];
}

/** A declaration in one line from a position on, without the semicolon at its end. */
function textOf(
  parser: Parser,
  node: ts.Node,
  { from, types }: { readonly from: number; readonly types: TypeArguments },
): string {
  let text = '';
  let at = from;
  const { text: source } = node.getSourceFile();
  const visit = (inner: ts.Node): void => {
    const argument =
      parser.isTypeReferenceNode(inner) && parser.isIdentifier(inner.typeName)
        ? types.get(inner.typeName.text)
        : undefined;
    if (argument === undefined) {
      inner.forEachChild(visit);
      return;
    }
    text += source.slice(at, inner.getStart()) + argument;
    at = inner.end;
  };
  node.forEachChild(visit);
  text += source.slice(at, node.end);
  const line = text
    .split('\n')
    .map((piece) => piece.trim())
    .join(' ')
    // A static method's `this` is the class that it is called on, not an argument.
    .replace(/\( ?this: [^,)]*,? ?/, '(');
  return line.endsWith(';') ? line.slice(0, -1) : line;
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/** The first sentence of a declaration's documentation, without marks; empty if it has none. */
function firstSentence(parser: Parser, node: ts.Node): string {
  const comment = parser.getJSDocCommentsAndTags(node).find(parser.isJSDoc)?.comment ?? '';
  const whole =
    typeof comment === 'string'
      ? comment
      : comment
          .map((part) => (part.kind === parser.SyntaxKind.JSDocText ? part.text : nameOf(part)))
          .join('');
  const [first] = sentences.segment(whole.replaceAll(/\s+/g, ' '));
  return (first?.segment ?? '').replaceAll(/[`*]/g, '').trim();
}

/** The target of a link in a comment. */
function nameOf(part: ts.JSDocComment): string {
  return 'name' in part ? (part.name?.getText() ?? part.text) : part.text;
}

const exported = new Map<string, unknown>(Object.entries(library));

/** The number of a constant; undefined where the library exports no such constant. */
export function constantValue(name: string): number | undefined {
  const value = exported.get(name);
  return typeof value === 'number' ? value : undefined;
}
