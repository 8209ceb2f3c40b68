/** The metadata of nbgrader's schema in the cells of an exercise. */

import type { Notebook, NotebookCell } from '../notebook/format.ts';

/**
 * A cell's grading metadata.
 *
 * @see https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
 */
export interface GradeMetadata {
  readonly schema_version: 3;
  readonly grade_id: string;
  readonly points?: number;
  readonly grade: boolean;
  readonly solution: boolean;
  readonly locked: boolean;
  readonly task: boolean;
}

/** A cell's grading metadata, where it has any. */
export function gradeOf(cell: NotebookCell): GradeMetadata | undefined {
  const grade: unknown = Object(cell.metadata).nbgrader;
  return typeof Object(grade).grade_id === 'string' ? (grade as GradeMetadata) : undefined;
}

/** The points of a whole exercise. */
export function totalPoints({ cells }: Pick<Notebook, 'cells'>): number {
  return cells.reduce((sum, cell) => {
    const { grade, points = 0 } = gradeOf(cell) ?? {};
    return sum + (grade === true ? points : 0);
  }, 0);
}
