import { codeCells, tagsOf } from '../notebook/format.ts';
import type { Finding, LintRule } from '../notebook/lint.ts';
import { TypeFaults } from './compiled-cell.ts';
import { Compiler } from './compiler.ts';

let compiler: Compiler | undefined;

/** Type-checks every cell with the options of the kernel, after the cells before it. */
export const typeRule: LintRule = {
  name: 'types',
  check({ notebook }) {
    compiler ??= new Compiler();
    const findings: Finding[] = [];
    let declarations = '';
    for (const cell of codeCells(notebook)) {
      try {
        declarations = compiler.compile(cell.source, declarations).declarations;
      } catch (error) {
        if (!(error instanceof TypeFaults)) throw error;
        // A cell that must raise may well do so by its types.
        if (tagsOf(cell).includes('raises-exception')) continue;
        findings.push(...error.faults.map((fault) => toFinding(cell.id, fault)));
      }
    }
    return findings;
  },
};

function toFinding(cell: string, fault: TypeFaults['faults'][number]): Finding {
  const message = `TS${fault.code}: ${fault.file ? `${fault.file}: ` : ''}${fault.message}`;
  return { cell, line: fault.start.line, message };
}
