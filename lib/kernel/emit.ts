/** Emits cells as the functions they are run as: CommonJS, in one step. */

import ts from 'typescript';
import { sourcesOf } from './dependencies.ts';
import { forCells } from './transform.ts';

type Emit = (
  ...args: [...Parameters<ts.Program['emit']>, forceDeclarations: boolean]
) => ReturnType<ts.Program['emit']>;

/**
 * Emits what tslab's converter asks for in our own way.
 *
 * The converter takes two steps: to ECMAScript modules, with its own changes, and from there, by
 * parsing and printing once more, to CommonJS. The second is as long as checking the cell.
 */
export function withOwnEmit(builder: ts.BuilderProgram): ts.BuilderProgram {
  const emit: ts.BuilderProgram['emit'] = (file, write, token, onlyDeclarations, transformers) => {
    const program = builder.getProgram();
    const own: ts.CustomTransformers = {
      before: [forCells(program.getTypeChecker())],
      ...(transformers?.afterDeclarations
        ? { afterDeclarations: transformers.afterDeclarations }
        : {}),
    };
    // Declarations are wanted even where a type in them cannot be named: later cells then know
    // all but that type.
    const force = true;
    return asCommonJs(program, () =>
      (program.emit as Emit)(file, write, token, onlyDeclarations, own, force),
    );
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
