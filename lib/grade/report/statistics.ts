/** Figures about the grades of a class. */

import { deviation, mean, median } from 'd3-array';
import type { CheckOutcome } from '../../check/run-checks.ts';
import type { FinalGrade } from '../rules.ts';

/** Results of one check in a class. */
export interface CheckFigures {
  readonly title: string;
  readonly task: string;
  readonly passed: number;
  readonly all: number;
  /**
   * How well it tells strong answers from weak ones: the correlation, from -1 to 1, of passing it with
   * the points of the other checks. Undefined where all pass, all fail, or the others are all alike.
   */
  readonly discrimination: number | undefined;
}

/** Answers that are the same, cell by cell, whatever their white space. */
export type SameAnswers = readonly FinalGrade[];

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
  const outcomes = grades.flatMap(({ record }) => {
    const earned = record.outcomes.reduce((sum, outcome) => sum + earnedBy(outcome), 0);
    return record.outcomes.map((outcome) => ({ ...outcome, others: earned - earnedBy(outcome) }));
  });
  return [...Map.groupBy(outcomes, ({ task, title }) => `${task}\0${title}`).values()]
    .map((all) => ({
      title: all[0]?.title ?? '',
      task: all[0]?.task ?? '',
      passed: all.filter(({ failure }) => failure === undefined).length,
      all: all.length,
      discrimination: correlation(
        all.map(({ failure, others }) => [failure === undefined ? 1 : 0, others]),
      ),
    }))
    .sort((a, b) => a.passed / a.all - b.passed / b.all);
}

function earnedBy({ points, failure }: CheckOutcome): number {
  return failure === undefined ? points : 0;
}

/** The correlation of Pearson, where both values vary. */
function correlation(pairs: readonly (readonly [number, number])[]): number | undefined {
  const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
  const [middleX = 0, middleY = 0] = [mean(xs), mean(ys)];
  const [spreadX, spreadY] = [deviation(xs), deviation(ys)];
  if (!spreadX || !spreadY) return undefined;
  const sum = pairs.reduce((total, [x, y]) => total + (x - middleX) * (y - middleY), 0);
  return sum / (pairs.length - 1) / (spreadX * spreadY);
}

/** Groups of students who have handed in the same answer to an exercise, where they have earned points. */
export function sameAnswers(grades: readonly FinalGrade[]): readonly SameAnswers[] {
  const earning = grades.filter(({ record }) => (record.points ?? 0) > 0);
  const groups = Map.groupBy(earning, ({ record }) =>
    JSON.stringify(record.answers).replace(/(\\n|\\t|\s)+/g, ' '),
  );
  return [...groups.values()].filter(({ length }) => length > 1);
}
