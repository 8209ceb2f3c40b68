/** Emits cells as the functions they are run as: CommonJS, in one step. */

import ts from 'typescript';
import { sourcesOf } from './dependencies.ts';
import { forCells } from './transform.ts';

type Emit = (
  file: ts.SourceFile | undefined,
  write: ts.WriteFileCallback | undefined,
  token: ts.CancellationToken | undefined,
  part: number,
  transformers: ts.CustomTransformers,
  forceDeclarations: boolean,
) => ts.EmitResult;

/** What can be emitted alone, by the numbers that TypeScript's emitter takes. */
const onlyPart = { javascript: 0, declarations: 1 } as const;

/**
 * Emits what tslab's converter asks for in our own way.
 *
 * The converter takes two steps: to ECMAScript modules, with its own changes, and from there, by
 * parsing and printing once more, to CommonJS. The second is as long as checking the cell.
 */
export function withOwnEmit(builder: ts.BuilderProgram): ts.BuilderProgram {
  const emit: ts.BuilderProgram['emit'] = (file, write, token, onlyDeclarations, transformers) => {
    const program = builder.getProgram();
    const { afterDeclarations } = transformers ?? {};
    // Declarations are wanted even where a type in them cannot be named: later cells then know
    // all but that type.
    const force = true;
    const emitPart = (part: number, own: ts.CustomTransformers) =>
      // Its declared type knows neither the parts nor the last argument.
      (program.emit as unknown as Emit)(file, write, token, part, own, force);
    // As the module that the cell is written as: with CommonJS TypeScript finds no name for a type
    // of the course's own package, and later cells would know it as `any`.
    const declared = emitPart(
      onlyPart.declarations,
      afterDeclarations ? { afterDeclarations } : {},
    );
    if (onlyDeclarations) return declared;
    const before = [forCells(program.getTypeChecker())];
    return asCommonJs(program, () => emitPart(onlyPart.javascript, { before }));
  };
  const getAllDependencies = (file: ts.SourceFile) => sourcesOf(builder.getProgram(), file);
  return Object.assign(Object.create(builder) as ts.BuilderProgram, { emit, getAllDependencies });
}

/** Cells are checked as the modules they are written as, and emitted as something else. */
function asCommonJs<T>(program: ts.Program, fn: () => T): T {
  const options = program.getCompilerOptions();
  const { module } = options;
  try {
    options.module = ts.ModuleKind.CommonJS;
    return fn();
  } finally {
    options.module = module;
  }
}
