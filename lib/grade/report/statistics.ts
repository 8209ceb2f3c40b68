/** Figures about the grades of a class. */

import { median } from 'd3-array';
import type { FinalGrade } from '../rules.ts';

/** Results of one check in a class. */
export interface CheckFigures {
  readonly title: string;
  readonly task: string;
  readonly passed: number;
  readonly all: number;
}

/** The points of all grades that there are, in ascending order. */
export function pointsOf(grades: readonly FinalGrade[]): readonly number[] {
  return grades.flatMap(({ points }) => points ?? []).sort((a, b) => a - b);
}

/** The median of the points, or a dash without any. */
export function medianOf(grades: readonly FinalGrade[]): string {
  const points = pointsOf(grades);
  return points.length === 0 ? '-' : String(median(points));
}

/** Every check that ran, the hardest first; equally hard ones stay in the exercise's order. */
export function hardestChecks(grades: readonly FinalGrade[]): readonly CheckFigures[] {
  const outcomes = grades.flatMap(({ record }) => record.outcomes);
  return [...Map.groupBy(outcomes, ({ task, title }) => `${task}\0${title}`).values()]
    .map((all) => ({
      title: all[0]?.title ?? '',
      task: all[0]?.task ?? '',
      passed: all.filter(({ failure }) => failure === undefined).length,
      all: all.length,
    }))
    .sort((a, b) => a.passed / a.all - b.passed / b.all);
}
