/** A process that compiles the cells it is sent, each after those before it, and answers with all. */

import type { TypeFaults } from '../../lib/kernel/compiled-cell.ts';
import { Compiler } from '../../lib/kernel/compiler.ts';
import { KeptProgram } from '../../lib/kernel/kept-program.ts';

/** The cells of a notebook. */
export interface CellsToCompile {
  readonly cells: readonly string[];
  /** Whether no cell is checked in the program of another one. */
  readonly areAlone: boolean;
}

/** What became of them. */
export interface CompiledCells {
  /** A compiled cell, or what is wrong with it. */
  readonly results: readonly object[];
  /** How many programs were made for them. */
  readonly programs: number;
}

let programs = 0;
const keep = KeptProgram.of;
KeptProgram.of = (program) => {
  programs += 1;
  return keep(program);
};

const compiler = new Compiler();
let modules = 0;

process.on('message', ({ cells, areAlone }: CellsToCompile) => {
  programs = 0;
  let declarations = '';
  const results = cells.map((cell) => {
    if (areAlone) {
      // A module that cells may import: what was made before it is no longer of use.
      modules += 1;
      compiler.compile(`/** @module another */\nexport const n = ${modules};`, declarations);
    }
    try {
      const compiled = compiler.compile(cell, declarations);
      declarations = compiled.declarations;
      return compiled;
    } catch (error) {
      const { faults } = error as Partial<TypeFaults>;
      if (faults === undefined) throw error;
      return { faults };
    }
  });
  process.send?.({ results, programs } satisfies CompiledCells);
});
