/** The cells of a learner's own notebook, kept from one check to the next: most of them stay as they are. */

import { CellStore } from '../kernel/cell-store.ts';
import type { CellCompiler, SessionCompiler } from '../kernel/compiled-cell.ts';
import { CompiledCells } from '../kernel/compiled-cells.ts';
import { snapshotKey } from '../kernel/snapshot-file.ts';
import { moduleExtension } from '../paths.ts';
import { cellCompiler } from './cell-compiler.ts';
import type { CellToRun, Precompiled } from './protocol.ts';

/** What compiled cells are kept by; sources that run as they are written may change without another key. */
export function keyOfKept(): string | undefined {
  return moduleExtension === '.js' ? snapshotKey() : undefined;
}

/** The cells at the beginning of a notebook that were compiled before, up to the first that was not. */
export function findKept(cells: readonly CellToRun[], key: string): readonly Precompiled[] {
  const store = new CellStore(key);
  const found: Precompiled[] = [];
  let declarations = '';
  for (const { source } of cells) {
    // What a module means to the cells after it is kept nowhere.
    const result = /@module\b/.test(source)
      ? undefined
      : store.find({ code: source, declarations });
    if (result === undefined) break;
    found.push({ source, declarations, result });
    ({ declarations } = result);
  }
  return found;
}

/** A compiler that is loaded when a cell is not among those that are kept, and then keeps that one. */
export function keptCells(key: string): SessionCompiler {
  const store = new CellStore(key);
  let loaded: CellCompiler | undefined;
  const compiler = () => {
    loaded ??= cellCompiler();
    return loaded;
  };
  return new CompiledCells(
    {
      compile(code, declarations) {
        const cell = compiler().compile(code, declarations);
        store.keep({ code, declarations }, cell);
        return cell;
      },
      complete: (code, offset, declarations) => compiler().complete(code, offset, declarations),
      inspect: (code, offset, declarations) => compiler().inspect(code, offset, declarations),
      declare: (declarations, added) => compiler().declare(declarations, added),
    },
    store,
  );
}
