/** The compiler of cells for this process: that of the kernel's snapshot, or one that is loaded now. */

import { createRequire } from 'node:module';
import { type CellCompiler, TypeFaults } from '../kernel/compiled-cell.ts';
import { snapshotContents } from '../kernel/snapshot-contents.ts';
import { snapshotArguments, snapshotFault } from '../kernel/snapshot-file.ts';
import { moduleExtension } from '../paths.ts';

/** Node's arguments for a process that will need a compiler: with the snapshot it is there at once. */
export function withCompiler(program: readonly string[]): readonly string[] {
  return snapshotFault() === undefined ? [...snapshotArguments, ...program] : program;
}

/** A compiler. Without the snapshot it takes a second to load. */
export function cellCompiler(): CellCompiler {
  const compiler = snapshotContents()?.compiler ?? loadCompiler();
  return {
    compile(code, declarations) {
      try {
        return compiler.compile(code, declarations);
      } catch (error) {
        // A compiler that is not of this bundle throws a class of its own.
        const { name, faults } = error as Partial<TypeFaults>;
        throw name === 'TypeFaults' && faults !== undefined ? new TypeFaults(faults) : error;
      }
    },
    complete: compiler.complete.bind(compiler),
    inspect: compiler.inspect.bind(compiler),
    declare: compiler.declare.bind(compiler),
  };
}

function loadCompiler(): CellCompiler {
  const require = createRequire(import.meta.url);
  // The module's type is known; `require` alone does not know it.
  const { Compiler } = require(`../kernel/compiler${moduleExtension}`) as {
    readonly Compiler: new () => CellCompiler;
  };
  return new Compiler();
}
