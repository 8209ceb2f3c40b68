/** The compiler of cells for this process: that of the kernel's snapshot, or one that is loaded now. */

import { createRequire } from 'node:module';
import { type CellCompiler, TypeFaults } from '../kernel/compiled-cell.ts';
import { snapshotContents } from '../kernel/snapshot-contents.ts';
import { snapshotArguments, snapshotFault } from '../kernel/snapshot-file.ts';
import { moduleExtension } from '../paths.ts';

/** Node's arguments for a process that will need a compiler: with the snapshot it is there at once. */
export function withCompiler(file: string): readonly string[] {
  return snapshotFault() === undefined ? [...snapshotArguments.slice(0, -1), file] : [file];
}

/** A compiler. Without the snapshot it takes a second to load. */
export function cellCompiler(): CellCompiler {
  const warm = snapshotContents()?.compiler;
  if (warm === undefined) return loadCompiler();
  return {
    compile(code, declarations) {
      try {
        return warm.compile(code, declarations);
      } catch (error) {
        // The snapshot's compiler throws a class of the snapshot's own.
        const { name, faults } = error as Partial<TypeFaults>;
        throw name === 'TypeFaults' && faults !== undefined ? new TypeFaults(faults) : error;
      }
    },
    complete: warm.complete.bind(warm),
    inspect: warm.inspect.bind(warm),
    select: warm.select.bind(warm),
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
