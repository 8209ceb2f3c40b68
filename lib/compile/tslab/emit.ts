/** Emits cells as the functions they are run as: CommonJS, in one step. */

import ts from 'typescript';
import { cellFiles } from './cell-files.ts';
import { forCells, ownRequire, unmarked, varsOfBlocks } from './transform.ts';

type Emit = (
  file: ts.SourceFile | undefined,
  write: ts.WriteFileCallback | undefined,
  token: ts.CancellationToken | undefined,
  part: number,
  transformers: ts.CustomTransformers,
  forceDeclarations: boolean,
) => ts.EmitResult;

/** The parts that can be emitted alone, by the numbers that TypeScript's emitter takes. */
const onlyPart = { javascript: 0, declarations: 1 } as const;

/**
 * Emits what tslab's converter asks for in our own way.
 *
 * The converter takes two steps: to ECMAScript modules, with its own changes, and from there, by
 * parsing and printing once more, to CommonJS. The second is as long as checking the cell.
 */
export function withOwnEmit(builder: ts.BuilderProgram): ts.BuilderProgram {
  const emit: ts.BuilderProgram['emit'] = (file, write, token, onlyDeclarations, given) => {
    const program = builder.getProgram();
    const { afterDeclarations = [] } = given ?? {};
    // Declarations are wanted even where a type in them cannot be named: later cells then know
    // all but that type.
    const force = true;
    const emitPart = (part: number, own: ts.CustomTransformers) =>
      // Its declared type knows neither the parts nor the last argument.
      (program.emit as unknown as Emit)(
        file,
        write && asConverterNames(write),
        token,
        part,
        own,
        force,
      );
    // As the module that the cell is written as: with CommonJS TypeScript finds no name for a type
    // of the course's own package, and later cells would know it as `any`.
    const declared = emitPart(onlyPart.declarations, {
      afterDeclarations: [...afterDeclarations, varsOfBlocks(program.getTypeChecker())],
    });
    if (onlyDeclarations) return declared;
    const transformers = {
      before: [forCells(program.getTypeChecker())],
      after: [ownRequire, unmarked],
    };
    return asCommonJs(program, { isDecorated: hasDecorators(file) }, () =>
      emitPart(onlyPart.javascript, transformers),
    );
  };
  const getAllDependencies = (file: ts.SourceFile) => sourcesOf(builder.getProgram(), file);
  return Object.assign(Object.create(builder) as ts.BuilderProgram, { emit, getAllDependencies });
}

/**
 * Cells are checked as the modules they are written as, and emitted as something else. V8 knows no
 * decorators so far, so TypeScript spells them out.
 */
function asCommonJs<T>(
  program: ts.Program,
  { isDecorated }: { readonly isDecorated: boolean },
  fn: () => T,
): T {
  const options = program.getCompilerOptions();
  const { module, target } = options;
  try {
    options.module = ts.ModuleKind.CommonJS;
    if (isDecorated) options.target = ts.ScriptTarget.ES2024;
    return fn();
  } finally {
    Object.assign(options, { module, target });
  }
}

function hasDecorators(node: ts.Node | undefined): boolean {
  if (node === undefined) return false;
  if (ts.isDecorator(node) || node.kind === ts.SyntaxKind.AccessorKeyword) return true;
  return ts.forEachChild(node, (child) => hasDecorators(child) || undefined) ?? false;
}

/** The output of a cell, where all files keep their folders, and as the converter knows it. */
const outputs = { own: `outDir${withoutExtension(cellFiles.cell)}`, known: 'outDir/__tslab__' };

function asConverterNames(write: ts.WriteFileCallback): ts.WriteFileCallback {
  return (name, ...rest) =>
    write(
      name.startsWith(outputs.own) ? outputs.known + name.slice(outputs.own.length) : name,
      ...rest,
    );
}

function withoutExtension(path: string): string {
  return path.replace(/\.ts$/, '');
}

/** Names of stock TypeScript that its declaration file leaves out. */
interface ProgramInternals extends ts.Program {
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
}

/**
 * The sources that a file is made of: itself, and its imports that are not declarations.
 *
 * TypeScript's own builders know the dependencies of every file, and to know them look through all
 * files for every cell, which takes longer than checking the cell.
 */
function sourcesOf(program: ts.Program, start: ts.SourceFile): readonly string[] {
  const found = new Set<ts.SourceFile>([start]);
  for (const file of found) {
    for (const specifier of (file as { imports?: readonly ts.StringLiteralLike[] }).imports ?? []) {
      const { resolvedModule } =
        (program as ProgramInternals).getResolvedModuleFromModuleSpecifier(specifier, file) ?? {};
      const imported = program.getSourceFile(resolvedModule?.resolvedFileName ?? '');
      if (imported !== undefined && !imported.isDeclarationFile) found.add(imported);
    }
  }
  return [...found].map((file) => file.fileName);
}
