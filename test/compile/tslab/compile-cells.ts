/** A process that compiles the cells it is sent, each after those before it, and answers with all. */

import { InProcessCompiler } from '../../../lib/compile/in-process.ts';
import { KeptProgram } from '../../../lib/compile/tslab/kept-program.ts';

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

const compiler = new InProcessCompiler();
let modules = 0;

process.on('message', ({ cells, areAlone }: CellsToCompile) => {
  programs = 0;
  let declarations = '';
  const results = cells.map((cell) => {
    if (areAlone) {
      // A module that cells may import: what was made before it is no longer of use.
      modules += 1;
      const code = `/** @module another */\nexport const n = ${modules};`;
      compiler.compile({ code, declarations });
    }
    const compiled = compiler.compile({ code: cell, declarations });
    if (!('faults' in compiled)) declarations = compiled.declarations;
    return compiled;
  });
  process.send?.({ results, programs } satisfies CompiledCells);
});
