/** Compiles the cells of a notebook before any of them runs. */

import { type CellCompiler, TypeFaults } from '../kernel/compiled-cell.ts';
import type { Precompiled } from './protocol.ts';

/** Compiles one cell; what is wrong with its types is a result too. */
export type CompileCell = (source: string, declarations: string) => Precompiled['result'];

/** Compiles cells in order, in the belief that each of them will run to its end. */
export function compileCells(
  sources: readonly string[],
  compile: CompileCell,
): readonly Precompiled[] {
  let declarations = '';
  return sources.map((source) => {
    const before = declarations;
    const result = compile(source, before);
    if (!('faults' in result)) declarations = result.declarations;
    return { source, declarations: before, result };
  });
}

/** The way a compiler compiles one cell. */
export function compileWith(compiler: CellCompiler): CompileCell {
  return (source, declarations) => {
    try {
      return compiler.compile(source, declarations);
    } catch (error) {
      if (error instanceof TypeFaults) return { faults: error.faults };
      throw error;
    }
  };
}
