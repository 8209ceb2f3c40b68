import { doneMime } from '../../lab/base/host.ts';
import { type CodeCell, codeCells, tagsOf, wirebookMetadata } from '../../notebook/format.ts';
import { unmetAssertions } from '../../notebook/shows.ts';
import type { CellResult, HeadlessRun } from './headless.ts';

/** A failure in the run of a notebook. */
export interface Failure {
  /** The cell at fault. */
  readonly cell: string;
  /** The line in it, where it is known. */
  readonly line?: number;
  readonly message: string;
}

/**
 * Judges a run: every cell must have ended well and shown what its metadata assert, one tagged
 * `raises-exception` must have raised, and a lesson must have reached its closing proof. A cell that did not run is a failure.
 */
export function judge(run: HeadlessRun): readonly Failure[] {
  const cells = codeCells(run.notebook);
  const failures = run.cells.flatMap((result, index) => {
    const cell = cells[index];
    return cell === undefined ? [] : judgeCell(cell, result);
  });
  const last = cells.findLast((cell) => cell.source.trim() !== '');
  const isLesson = wirebookMetadata(run.notebook).kind === 'lesson';
  if (isLesson && failures.length === 0 && !(last !== undefined && isProof(last))) {
    return [{ cell: last?.id ?? '', message: 'the last cell did not reach lesson.done()' }];
  }
  return failures;
}

/** The message of a cell that an earlier one kept from running. */
export const notRun = 'was not run';

function judgeCell(cell: CodeCell, result: CellResult): readonly Failure[] {
  const mustRaise = tagsOf(cell).includes('raises-exception');
  const at = { cell: result.id, ...(result.line === undefined ? {} : { line: result.line }) };
  switch (result.status) {
    case 'not run':
      return [{ ...at, message: notRun }];
    case 'timeout':
      return [
        { ...at, message: `did not end within ${(result.milliseconds / 1000).toFixed(1)} s` },
      ];
    case 'error':
      return mustRaise
        ? unmet(cell)
        : [{ ...at, message: `${result.ename}: ${firstLine(result.evalue)}` }];
    case 'ok': {
      if (mustRaise && cell.source.trim() !== '') {
        return [{ ...at, message: 'is tagged raises-exception, and did not raise' }];
      }
      const late = cell.outputs.find((output) => output.output_type === 'error');
      if (late?.output_type !== 'error') return unmet(cell);
      return [{ ...at, message: `failed after its end: ${late.ename}: ${firstLine(late.evalue)}` }];
    }
  }
}

function unmet(cell: CodeCell): readonly Failure[] {
  return unmetAssertions(cell).map((assertion) => ({
    cell: cell.id,
    message: `does not show ${assertion}`,
  }));
}

function isProof(cell: CodeCell): boolean {
  return cell.outputs.some((output) => 'data' in output && doneMime in output.data);
}

function firstLine(text: string | undefined): string {
  return (text ?? '').split('\n', 1)[0] ?? '';
}
